// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

/// The lines that a report quotes for a diagnosis: the first ones and the last ones.
struct QuotedEvidence {
    enum Row: Hashable {
        case line(Int, String)
        /// So many lines of evidence are not quoted here.
        case more(Int)
    }

    let rows: [Row]

    init(_ diagnosis: Diagnosis, maximumLines: Int) {
        var lines: [(number: Int, text: String)] = []
        for evidence in diagnosis.evidence where !lines.contains(where: { $0.number == evidence.line }) {
            lines.append((evidence.line, evidence.text))
        }
        // Evidence comes in the order of the capture, but a list of blocks may point back.
        lines.sort { $0.number < $1.number }
        let further = diagnosis.furtherEvidence
        guard lines.count > maximumLines || further > 0 && lines.count > 1 else {
            rows = lines.map { .line($0.number, $0.text) } + (further > 0 ? [.more(further)] : [])
            return
        }
        let shown = min(maximumLines, lines.count)
        let tail = max(shown / 3, 1)
        let head = lines.prefix(shown - tail)
        rows =
            head.map { .line($0.number, $0.text) } + [.more(lines.count - shown + further)]
            + lines.suffix(tail).map { .line($0.number, $0.text) }
    }

    /// Digits of the largest line number.
    var numberWidth: Int {
        rows.reduce(1) { width, row in
            if case .line(let number, _) = row { max(width, String(number).utf8.count) } else { width }
        }
    }
}
