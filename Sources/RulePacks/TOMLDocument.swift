// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import TOMLKit

/// A TOML text cut into its tables, each value with its place.
package struct TOMLDocument {
    /// One table: what stands before the first header, or under one.
    package struct Table {
        /// The header's name without brackets; empty before the first header.
        package var header: String
        /// Whether it stands in double brackets: one of several.
        package var isArray = false
        /// Where the header's line begins.
        package var offset: Int
        /// Indices of ``TOMLDocument/pairs``.
        package var pairs: Range<Int>

        /// As it is written: `[name]` or `[[name]]`.
        package var title: String { isArray ? "[[\(header)]]" : "[\(header)]" }
    }

    /// `key = value`.
    package struct Pair {
        package var key: Range<Int>
        package var value: TOMLValue
    }

    package let file: String
    package let bytes: [UInt8]
    package private(set) var tables: [Table] = []
    package private(set) var pairs: [Pair] = []

    /// - Throws: a `PackError` with one issue when the text is no TOML.
    package init(_ source: PackSource) throws(PackError) {
        file = source.file
        bytes = source.bytes
        if !source.isTrusted { try Self.checkSyntax(source) }
        do throws(TOMLScanner.Failure) {
            try read()
        } catch {
            throw PackError([
                Self.issue(file: file, bytes: bytes, offset: error.offset, reason: "no TOML: key = value is expected")
            ])
        }
    }

    /// TOMLKit knows the whole of the language and says best what is wrong.
    private static func checkSyntax(_ source: PackSource) throws(PackError) {
        let failure: PackIssue
        do {
            _ = try TOMLTable(string: String(decoding: source.bytes, as: UTF8.self))
            return
        } catch let error as TOMLParseError {
            let place = error.source.begin
            failure = PackIssue(
                file: source.file, line: place.line, column: place.column, reason: "no TOML: \(error.description)")
        } catch {
            failure = PackIssue(file: source.file, line: 1, column: 1, reason: "no TOML: \(error)")
        }
        throw PackError([failure])
    }

    private mutating func read() throws(TOMLScanner.Failure) {
        // About what the shipped files have: growing step by step would touch twice the memory.
        pairs.reserveCapacity(bytes.count / 48)
        tables.reserveCapacity(bytes.count / 384)
        var scanner = TOMLScanner(bytes)
        var table = Table(header: "", offset: 0, pairs: 0..<0)
        while true {
            scanner.skipSpace()
            let start = scanner.index
            guard !scanner.isAtEnd, scanner.next != UInt8(ascii: "[") else {
                table.pairs = table.pairs.lowerBound..<pairs.count
                tables.append(table)
                guard !scanner.isAtEnd else { return }
                let (name, isArray) = try scanner.header()
                table = Table(
                    header: String(decoding: bytes[name], as: UTF8.self), isArray: isArray, offset: start,
                    pairs: pairs.count..<pairs.count)
                continue
            }
            let key = try scanner.key()
            pairs.append(Pair(key: key, value: try scanner.value()))
        }
    }

    // MARK: - Places

    /// What is wrong at an offset of the text.
    package func issue(at offset: Int, _ reason: String) -> PackIssue {
        Self.issue(file: file, bytes: bytes, offset: offset, reason: reason)
    }

    private static func issue(file: String, bytes: [UInt8], offset: Int, reason: String) -> PackIssue {
        let before = bytes[..<min(offset, bytes.count)]
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        return PackIssue(
            file: file, line: before.count { $0 == 0x0A } + 1, column: before.count - lineStart + 1, reason: reason)
    }

    package func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }
}
