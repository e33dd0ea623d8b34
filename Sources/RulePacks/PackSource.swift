// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// A pack's text and the name to use for it in errors.
package struct PackSource: Sendable, Hashable {
    package var file: String
    /// UTF-8.
    package var bytes: [UInt8]
    /// Whether the text is known to be TOML, as that of the embedded packs is, which the tests check.
    package var isTrusted: Bool

    package init(file: String, text: String, isTrusted: Bool = false) {
        self.init(file: file, bytes: Array(text.utf8), isTrusted: isTrusted)
    }

    package init(file: String, bytes: [UInt8], isTrusted: Bool) {
        self.file = file
        self.bytes = bytes
        self.isTrusted = isTrusted
    }

    /// The same, with its syntax to be checked whatever is known of it.
    package var untrusted: PackSource {
        PackSource(file: file, bytes: bytes, isTrusted: false)
    }

    /// The file's name without its folders.
    package var name: String {
        file.split(separator: "/").last.map(String.init) ?? file
    }

    /// Whether it is a file of a knowledge base and no pack: its first table says so.
    package var isKnowledge: Bool {
        guard let document = try? TOMLDocument(PackSource(file: file, bytes: bytes, isTrusted: true)) else {
            return false
        }
        let headers = document.tables.map(\.header)
        return headers.dropFirst().first.map { KnowledgeReading.headers.contains($0) } ?? false
    }
}
