// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Sentences with captures in them.
enum Summary {
    /// Puts the values of captures in the place of `{name}`; a name that was not captured becomes three dots.
    static func fill(_ sentence: String, finding: Finding) -> String {
        Placeholders.fill(sentence) { name in
            // A capture may hold anything; a sentence stays a sentence.
            finding.field(String(name)).map { $0.utf8.count <= 120 ? $0 : String($0.prefix(80)) + "…" }
        }
    }
}
