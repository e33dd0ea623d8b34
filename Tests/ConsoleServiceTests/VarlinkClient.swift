// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import SystemPackage
import TestSupport

/// The client of the PyPI package `varlink`; see `Fixtures/control_client.py`.
struct VarlinkClient {
    struct Failure: Error {
        var words: String
    }

    /// Whether the package is installed.
    static let isAvailable = (try? output(of: "python3 -c 'import varlink' 2>&1")) != nil

    var path: String
    /// Who asks; nil for the test's own user. Only root may be somebody else.
    var user: String?

    init(_ bench: ControlBench, user: String? = nil) {
        path = bench.path
        self.user = user
    }

    /// Makes calls in their order on one connection, each a method and its parameters as JSON.
    func answers(_ calls: String...) throws -> [JSONValue] { try answers(calls) }

    func answers(_ calls: [String]) throws -> [JSONValue] {
        let script = FilePath("\(#filePath)").removingLastComponent().appending("Fixtures/control_client.py")
        let words = ([script.string, path] + (user.map { ["--user", $0] } ?? []) + calls).map { "'\($0)'" }
        let text = try Self.output(of: "timeout 60 python3 \(words.joined(separator: " ")) 2>&1")
        do {
            return try text.split(separator: "\n").map { try JSONValue($0.utf8) }
        } catch {
            throw Failure(words: text)
        }
    }

    private static func output(of command: String) throws -> String {
        guard let pipe = popen(command, "re") else { throw Errno(rawValue: errno) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = fread(&buffer, 1, buffer.count, pipe)
            guard count > 0 else { break }
            bytes += buffer.prefix(count)
        }
        let text = String(decoding: bytes, as: UTF8.self)
        guard pclose(pipe) == 0 else { throw Failure(words: text) }
        return text
    }
}

extension JSONValue {
    /// An element of an array; nil when there is none.
    subscript(index: Int) -> JSONValue? {
        guard let elements = array, elements.indices.contains(index) else { return nil }
        return elements[index]
    }
}
