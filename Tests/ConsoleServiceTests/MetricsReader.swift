// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import SystemPackage
import TestSupport

/// A page of metrics as Prometheus' own parser for Python reads it.
struct MetricsReader {
    struct Failure: Error {
        var words: String
    }

    /// Whether the package is installed.
    static let isAvailable = (try? output(of: "python3 -c 'import prometheus_client.parser' 2>&1")) != nil

    /// Each with the keys `name`, `kind`, `labels` and `value`.
    let samples: [JSONValue]

    init(_ page: String) throws {
        let folder = try MetricsFolder()
        let file = "\(folder.path)/page"
        let descriptor = try FileDescriptor.open(
            FilePath(file), .writeOnly, options: [.create, .closeOnExec], permissions: .ownerReadWrite)
        _ = try descriptor.closeAfter { try descriptor.writeAll(page.utf8) }
        let script = FilePath("\(#filePath)").removingLastComponent().appending("Fixtures/read_metrics.py")
        let text = try Self.output(of: "python3 '\(script)' '\(file)' 2>&1")
        samples = try text.split(separator: "\n").map { try JSONValue($0.utf8) }
    }

    /// The value of the sample with exactly these labels; nil when there is none, or more than one.
    func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        let wanted = JSONValue.object(labels.mapValues(JSONValue.string))
        let found = samples.filter { $0["name"]?.string == name && $0["labels"] == wanted }
        return found.count == 1 ? found[0]["value"]?.number : nil
    }

    private static func output(of command: String) throws -> String {
        guard let pipe = popen(command, "re") else { throw Errno(rawValue: errno) }
        let text = MetricsFolder.text(of: pipe)
        guard pclose(pipe) == 0 else { throw Failure(words: text) }
        return text
    }
}
