// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog

/// The message catalogue: what `journalctl -x` shows below an entry. See
/// https://www.freedesktop.org/wiki/Software/systemd/catalog.
///
/// Made from the knowledge base. Fields between `@` are those of the entry; journalctl shows a name where an entry
/// lacks the field or has more than 256 bytes in it, so only fields stand here that every such entry has.
package enum JournalCatalog {
    private static let columns = 79
    /// Causes and steps that are told at most; `bootwatch explain` tells the rest.
    private static let maximumCauses = 4
    private static let maximumSteps = 6

    /// The text of `bootwatch.catalog`.
    package static func text(knowledge: Knowledge) -> String {
        var text = """
            # SPDX-License-Identifier: Apache-2.0
            # SPDX-FileCopyrightText: the bootwatch authors
            #
            # Made from the knowledge base; see JournalCatalog.swift.

            """
        for code in DiagnosisCode.allCases {
            let known = knowledge.codes[code]
            let title = known.map { "\($0.title) (\(code.rawValue))" } ?? code.rawValue
            write(.diagnosis(code), title, body(of: code, known, knowledge), to: &text)
        }
        for (id, subject, body) in events { write(id, subject, body, to: &text) }
        return text
    }

    private static func write(_ id: MessageID, _ subject: String, _ body: [String], to text: inout String) {
        text += """

            -- \(id)
            Subject: \(subject)
            Defined-By: bootwatch

            """
        for paragraph in body { text += "\n" + paragraph + "\n" }
    }

    // MARK: - Diagnoses

    private static func body(of code: DiagnosisCode, _ known: Knowledge.Code?, _ knowledge: Knowledge) -> [String] {
        var body = [filled("On console @BOOTWATCH_PORT@, boot @BOOTWATCH_BOOT@.")]
        guard let known else { return body + more(code) }
        body.append(filled(known.meaning))
        let causes = known.causes.enumerated()
            // Equal weights keep the order of the pack.
            .sorted { ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset) }
            .prefix(maximumCauses).map { knowledge.causes[$0.element.cause]?.title ?? $0.element.cause }
        if !causes.isEmpty { body.append("Usual causes:\n" + causes.map { listed("-", $0) }.joined(separator: "\n")) }
        let steps = known.steps.compactMap { knowledge.steps[$0] }.enumerated()
            .sorted { ($0.element.risk, $0.offset) < ($1.element.risk, $1.offset) }
            .map(\.element).prefix(maximumSteps)
        if !steps.isEmpty {
            let lines = steps.enumerated().map { listed("\($0.offset + 1).", words(of: $0.element)) }
            body.append("What to do, harmless steps first:\n" + lines.joined(separator: "\n"))
        }
        return body + more(code)
    }

    private static func words(of step: Diagnosis.Step) -> String {
        let mark =
            switch step.risk {
            case .readOnly: ""
            case .writes: "WRITES. "
            case .destroysData: "DESTROYS DATA. "
            }
        return mark + withoutPlaceholders(step.action)
    }

    private static func more(_ code: DiagnosisCode) -> [String] {
        [
            """
            The lines that show it, causes weighed for this board and the recording
            are in the entry's fields (journalctl -o verbose). More:
                bootwatch explain \(code.rawValue)
                bootwatch history --code \(code.rawValue)
            """
        ]
    }

    // MARK: - Text

    /// `{device}` becomes DEVICE, as manuals have it.
    private static func withoutPlaceholders(_ words: String) -> String {
        var result = ""
        var isInside = false
        for character in words {
            switch character {
            case "{": isInside = true
            case "}": isInside = false
            default: result += isInside ? character.uppercased() : String(character)
            }
        }
        return result
    }

    private static func listed(_ mark: String, _ words: String) -> String {
        let indent = String(repeating: " ", count: mark.count + 3)
        return "  " + mark + " " + filled(words, indent: indent)
    }

    /// The words in lines; `indent` stands before all but the first, which has as much before it.
    private static func filled(_ words: String, indent: String = "") -> String {
        var lines: [String] = [""]
        for word in words.split(whereSeparator: \.isWhitespace) {
            let last = lines[lines.count - 1]
            if !last.isEmpty, indent.count + last.count + 1 + word.count > columns {
                lines.append(String(word))
            } else {
                lines[lines.count - 1] = last.isEmpty ? String(word) : last + " " + word
            }
        }
        return lines.joined(separator: "\n" + indent)
    }
}
