// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import EventSinks

/// What `bootwatch analyze` writes of one capture: lines as the events come, or a report at the end.
struct AnalysisOutput {
    private let format: Analyze.Format
    /// The capture, as the person knows it.
    private let name: String
    /// Whether the report stands among those of other captures.
    private let isOneOfSeveral: Bool
    private let terminal: Terminal
    private var encoder: EventEncoder
    private var collector = ReportCollector()

    init(_ format: Analyze.Format, file: String, isOneOfSeveral: Bool, terminal: Terminal) {
        self.format = format
        name = file == "-" ? "standard input" : file
        self.isOneOfSeveral = isOneOfSeveral
        self.terminal = terminal
        encoder = EventEncoder(source: .file(file))
    }

    /// Whether a progress line on the terminal stands alone until the output comes.
    var leavesTerminalAlone: Bool {
        format != .jsonl || !Process.isTerminal(1)
    }

    mutating func receive(_ event: Event) {
        switch format {
        case .jsonl: encoder.append(event)
        case .text, .markdown: collector.receive(event)
        }
    }

    /// Writes what is ready, if it is so many bytes or more.
    mutating func flush(minimumLength: Int) {
        guard !encoder.bytes.isEmpty, encoder.bytes.count >= minimumLength else { return }
        StandardOutput.write(encoder.bytes)
        encoder.removeAll()
    }

    /// Writes what is left, the report included; nothing more is received.
    mutating func finish() {
        switch format {
        case .jsonl: flush(minimumLength: 1)
        case .text:
            if isOneOfSeveral {
                StandardOutput.write("==> \(SafeText.visible(name, ascii: !terminal.isUnicode)) <==\n\n")
            }
            StandardOutput.write(TextReport(style: terminal.style).render(collector, name: name))
            if isOneOfSeveral { StandardOutput.write("\n") }
        case .markdown:
            if isOneOfSeveral { StandardOutput.write("# `\(SafeText.visible(name).filter { $0 != "`" })`\n\n") }
            StandardOutput.write(MarkdownReport(style: terminal.style).render(collector, name: name))
            if isOneOfSeveral { StandardOutput.write("\n") }
        }
    }
}
