// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import CRulePacks

/// The packs and the knowledge base that ship in the binary.
package enum EmbeddedPacks {
    /// Every rule pack.
    package static var rulePacks: [PackSource] { sources(bootwatch_rule_pack) }

    /// The files of the knowledge base.
    package static var knowledge: [PackSource] { sources(bootwatch_knowledge_file) }

    private static func sources(_ file: (Int) -> UnsafePointer<bootwatch_embedded_file>?) -> [PackSource] {
        var sources: [PackSource] = []
        while let entry = file(sources.count)?.pointee {
            // SAFETY: the C target's bytes and names are constants, and `length` is the size of the bytes.
            let bytes = UnsafeBufferPointer(start: entry.bytes, count: entry.length)
            sources.append(PackSource(file: String(cString: entry.name), bytes: Array(bytes), isTrusted: true))
        }
        return sources
    }
}
