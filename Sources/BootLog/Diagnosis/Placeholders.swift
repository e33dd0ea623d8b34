// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Sentences with `{name}` in them.
enum Placeholders {
    /// The names that a sentence has placeholders for.
    static func names(in sentence: String) -> Set<String> {
        var names: Set<String> = []
        _ = fill(sentence) { name in
            names.insert(String(name))
            return nil
        }
        return names
    }

    /// Puts values in the place of the names; a name without a value becomes three dots.
    static func fill(_ sentence: String, with value: (Substring) -> String?) -> String {
        guard sentence.utf8.contains(UInt8(ascii: "{")) else { return sentence }
        var result = ""
        var rest = Substring(sentence)
        while let open = rest.utf8.firstIndex(of: UInt8(ascii: "{")) {
            result += rest[..<open]
            rest = rest[rest.utf8.index(after: open)...]
            guard let close = rest.utf8.firstIndex(of: UInt8(ascii: "}")) else { return result + rest }
            result += value(rest[..<close]) ?? "…"
            rest = rest[rest.utf8.index(after: close)...]
        }
        return result + rest
    }
}
