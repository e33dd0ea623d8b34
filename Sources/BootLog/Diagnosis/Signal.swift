// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// A piece of evidence that bears on causes, with what its sentence may quote.
struct Signal: Sendable, Hashable {
    /// `flash.bad-block.in-range`, `code:env.invalid`.
    var name: String
    /// The lines that show it; the first few.
    var lines: [Int] = []
    /// How many things it stands for.
    var count = 1
    /// The partition it speaks of.
    var partition: String?
    /// A value to quote: a magic, an error number.
    var value: String?

    /// Fills `{partition}`, `{count}`, `{lines}` and `{value}` into a weight's sentence.
    func fill(_ sentence: String) -> String {
        Placeholders.fill(sentence) { name in
            switch name {
            case "partition": partition ?? "the image's partition"
            case "count": String(count)
            case "lines": lines.isEmpty ? "this boot" : lines.prefix(4).map(String.init).joined(separator: ", ")
            case "value": value ?? "what is there"
            default: nil
            }
        }
    }
}
