// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import Glibc
import TestSupport
import Testing

/// A message of the catalogues that lie in `shared/messages` beside the checkout; they are no part of the project.
struct CatalogueEntry: Sendable, Hashable {
    /// `u-boot:dram-size`: the catalogue, then the id in it.
    var id: String
    /// A diagnosis code, or what else the message is good for: `info`, `layout`, `stage:spl`.
    var code: String
    var severity: String
    /// As the software prints it; may be several lines.
    var example: String

    /// The folder of the catalogues. Tests/BootLogTests/CatalogueEntry.swift lies three levels below the checkout.
    private static let folder: String = {
        var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        parts.removeLast(4)
        return parts.joined(separator: "/") + "/shared/messages"
    }()

    private static let files = [
        ("u-boot", "u-boot-messages.jsonl"), ("linux", "linux-firmware-messages.jsonl"),
        ("linux", "linux-firmware-messages-rare.jsonl"),
    ]

    static let areThere = files.allSatisfy { access("\(folder)/\($0.1)", R_OK) == 0 }

    /// Every entry, and every other wording of it, in the catalogues' order.
    static func all() throws -> [CatalogueEntry] {
        var entries: [CatalogueEntry] = []
        for (catalogue, file) in files {
            for line in try bytes(of: "\(folder)/\(file)").split(separator: 0x0A) {
                let main = try JSONValue(withoutBlanks(line))
                entries.append(try entry(main, main: main, catalogue: catalogue))
                for variant in main["variants"]?.array ?? [] {
                    entries.append(try entry(variant, main: main, catalogue: catalogue))
                }
            }
        }
        return entries
    }

    /// A variant says only what is different in it.
    private static func entry(_ value: JSONValue, main: JSONValue, catalogue: String) throws -> CatalogueEntry {
        func text(_ key: String) throws -> String { try #require((value[key] ?? main[key])?.string) }
        return CatalogueEntry(
            id: "\(catalogue):\(try text("id"))", code: try text("code"), severity: try text("severity"),
            example: try text("example"))
    }

    /// The tests' JSON parser takes no blanks between the values.
    private static func withoutBlanks(_ line: ArraySlice<UInt8>) -> [UInt8] {
        var isInString = false
        var isEscaped = false
        return line.filter { byte in
            defer { isEscaped = isInString && !isEscaped && byte == UInt8(ascii: "\\") }
            if byte == UInt8(ascii: "\""), !isEscaped { isInString.toggle() }
            return isInString || byte != UInt8(ascii: " ")
        }
    }

    private static func bytes(of path: String) throws -> [UInt8] {
        let file = try #require(fopen(path, "r"))
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var portion = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&portion, 1, portion.count, file)
            guard count > 0 else { return bytes }
            bytes += portion[..<count]
        }
    }
}
