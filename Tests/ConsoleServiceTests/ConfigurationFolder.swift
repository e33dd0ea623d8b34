// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import Testing

@testable import ConsoleService

/// A folder with the files of a configuration, gone with it.
struct ConfigurationFolder: ~Copyable {
    let path: String

    /// - Parameter text: the main file; nil for none.
    init(_ text: String? = nil) throws {
        var template = Array("/tmp/bootwatch-configuration-XXXXXX\0".utf8CString)
        try #require(mkdtemp(&template) != nil)
        path = String(decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        if let text { Self.write(text, to: "\(path)/bootwatch.toml") }
    }

    deinit {
        Self.remove(path)
    }

    private static func remove(_ path: String) {
        guard let directory = opendir(path) else { return }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name != ".", name != ".." else { continue }
            if unlink("\(path)/\(name)") != 0 { remove("\(path)/\(name)") }
        }
        rmdir(path)
    }

    /// The main file.
    var main: String { "\(path)/bootwatch.toml" }

    func write(_ name: String, _ text: String) {
        if name.contains("/") { mkdir("\(path)/bootwatch.toml.d", 0o755) }
        Self.write(text, to: "\(path)/\(name)")
    }

    private static func write(_ text: String, to path: String) {
        guard let file = fopen(path, "w") else {
            Issue.record("'\(path)' cannot be written")
            return
        }
        fputs(text, file)
        fclose(file)
    }

    /// Reads it as `--config` would.
    func read(environment: [String: String] = [:]) throws -> ConfigurationReading {
        try ServiceConfiguration.read(path: main, environment: environment)
    }

    /// What is wrong, a line each, with the folder left out of the names.
    func errors() -> [String] {
        do throws(ConfigurationError) {
            _ = try ServiceConfiguration.read(path: main)
            return []
        } catch {
            return error.issues.map { issue in
                var issue = issue
                issue.place.file = short(issue.place.file)
                issue.reason = issue.reason.split(separator: " ").map { short(String($0)) }.joined(separator: " ")
                return issue.description
            }
        }
    }

    private func short(_ text: String) -> String {
        text.hasPrefix(path + "/") ? String(text.dropFirst(path.utf8.count + 1)) : text
    }
}
