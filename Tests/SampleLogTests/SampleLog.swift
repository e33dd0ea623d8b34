// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import Testing

/// A log of the `SampleLogs` folder, with the events that it must give beside it.
struct SampleLog: Sendable, Hashable, CustomTestStringConvertible {
    /// Relative to `SampleLogs`: `recovery/verify-failed.log`; the name in `INDEX.md` and in the events.
    let name: String

    var testDescription: String { name }

    /// The golden's name: `recovery/verify-failed.events.jsonl`.
    var goldenName: String { name.dropLast(".log".count) + ".events.jsonl" }

    /// Every log of the folder, by name.
    static let all: [SampleLog] = SampleFolder.files.filter { $0.hasSuffix(".log") }.map(SampleLog.init(name:))

    /// Those that a byte-by-byte treatment can afford.
    static let small: [SampleLog] = all.filter { SampleFolder.size(of: $0.name) <= 4_096 }

    static let larger: [SampleLog] = all.filter { SampleFolder.size(of: $0.name) > 4_096 }

    func bytes() throws(FileError) -> [UInt8] { try SampleFolder.read(name) }
}

/// What went wrong with a file of the folder.
struct FileError: Error, CustomStringConvertible {
    var file: String
    /// The C library's errno.
    var number: Int32

    var description: String { "'\(file)': \(String(cString: strerror(number)))" }
}

/// The `SampleLogs` folder of this checkout.
enum SampleFolder {
    /// Tests/SampleLogTests/SampleLog.swift lies three levels below the checkout.
    private static let path: String = {
        var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        parts.removeLast(3)
        return parts.joined(separator: "/") + "/SampleLogs"
    }()

    /// Every file below the folder, relative to it and sorted.
    static let files: [String] = list("").sorted()

    private static func list(_ folder: String) -> [String] {
        guard let directory = opendir("\(path)/\(folder)") else { return [] }
        defer { closedir(directory) }
        var files: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard !name.hasPrefix(".") else { continue }
            let relative = folder.isEmpty ? name : "\(folder)/\(name)"
            if entry.pointee.d_type == UInt8(DT_DIR) {
                files += list(relative)
            } else {
                files.append(relative)
            }
        }
        return files
    }

    static func size(of name: String) -> Int {
        var status = stat()
        return stat("\(path)/\(name)", &status) == 0 ? Int(status.st_size) : 0
    }

    static func read(_ name: String) throws(FileError) -> [UInt8] {
        guard let file = fopen("\(path)/\(name)", "r") else { throw FileError(file: name, number: errno) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var portion = Array(repeating: UInt8(0), count: 65_536)
        while true {
            let count = fread(&portion, 1, portion.count, file)
            guard count > 0 else { break }
            bytes += portion[..<count]
        }
        guard ferror(file) == 0 else { throw FileError(file: name, number: errno) }
        return bytes
    }

    static func write(_ bytes: [UInt8], to name: String) throws(FileError) {
        guard let file = fopen("\(path)/\(name)", "w") else { throw FileError(file: name, number: errno) }
        let count = fwrite(bytes, 1, bytes.count, file)
        guard fclose(file) == 0, count == bytes.count else { throw FileError(file: name, number: errno) }
    }
}
