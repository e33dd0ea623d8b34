// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog
import EventSinks

/// The board's lines as plain text, for an output that is no terminal: a pipe, a file, the log of a build.
///
/// Each line comes once, when it is complete; a prompt comes when the port falls silent, or at the end. Nothing in the output is
/// an escape sequence. What bootwatch says has a prefix of its own.
package struct PlainScreen: Sendable {
    /// Before each line of bootwatch's own.
    package static let prefix = "bootwatch: "

    /// Columns of bootwatch's own lines, prefix included; the board's are as long as they are.
    private static let columns = 100

    private let unicode: Bool
    private let utcOffset: Int
    private var timestamps: TimestampFormat?
    private var startTime: Timestamp?
    private var lastStampTime: Timestamp?
    private var assembler = LineAssembler()
    /// The unfinished line that was shown when the port fell silent.
    private var shownPrompt: [UInt8]?
    private var output: [UInt8] = []
    private var collector = ReportCollector()
    private var news = DiagnosisNews()
    private var failure = FailureWatch()
    private var boot = 0

    /// - Parameters:
    ///   - unicode: whether the output takes more than ASCII.
    ///   - utcOffset: seconds that local time is ahead of UTC.
    ///   - timestamps: what stands before each line of the board.
    package init(unicode: Bool = true, utcOffset: Int = 0, timestamps: TimestampFormat? = nil) {
        self.unicode = unicode
        self.utcOffset = utcOffset
        self.timestamps = timestamps
    }

    /// Takes the bytes to write.
    package mutating func takeOutput() -> [UInt8] {
        defer { output = [] }
        return output
    }

    // MARK: - The board

    /// Takes what the board printed. Hand its events over afterwards, with ``receive(_:)``.
    package mutating func receive(_ bytes: Span<UInt8>, at time: Timestamp) {
        if startTime == nil { startTime = time }
        failure.receiveBytes(at: time)
        var index = 0
        while assembler.next(in: bytes, from: &index, at: time) { show(assembler.line) }
    }

    private mutating func show(_ line: ConsoleLine) {
        defer { shownPrompt = line.ending == .idle ? line.text : nil }
        // The prompt again, and nothing was typed.
        if line.wasSeenIdle, shownPrompt == line.text { return }
        var text = ""
        if let timestamps, let time = line.firstByteTime {
            text = timestamps.text(
                of: time, since: startTime ?? time, previous: lastStampTime, utcOffset: utcOffset)
            lastStampTime = time
        }
        write(text + SafeText.visible(bytes: line.text, ascii: !unicode))
    }

    private mutating func write(_ line: String) {
        output.append(contentsOf: line.utf8)
        output.append(0x0A)
    }

    // MARK: - bootwatch's words

    /// Takes what the analyzer said.
    package mutating func receive(_ event: Event) {
        if event.boot > boot {
            if boot > 0 { say(WatchWording.boot(event)) }
            boot = event.boot
            collector = ReportCollector()
            news.beginBoot()
        }
        collector.receive(event)
        switch event.content {
        case .diagnosis(let diagnosis): tell(diagnosis)
        case .gap(let gap): tell(gap)
        case .port(let notice): say(notice.text)
        case .boot, .stage, .finding, .layout, .device, .verdict: break
        }
        if let word = failure.receive(event, at: event.time) { showPanel(word) }
    }

    private mutating func tell(_ diagnosis: Diagnosis) {
        let code = diagnosis.code.rawValue
        switch news.receive(diagnosis) {
        case .opened?, .changed?:
            let place = WatchWording.place(of: diagnosis).map { " (\($0))" } ?? ""
            say("\(diagnosis.severity.rawValue)[\(code)]: \(diagnosis.summary)\(place)")
        case .resolved?: say("resolved[\(code)]: \(WatchWording.resolved)")
        case .survived?: say("survived[\(code)]: \(WatchWording.survived)")
        case nil: break
        }
    }

    private mutating func tell(_ gap: Gap) {
        // The analyzer ends its line too.
        if assembler.finish() { show(assembler.line) }
        assembler = LineAssembler()
        say("gap: \(WatchWording.sentence(of: gap))")
    }

    /// Says something in bootwatch's name.
    package mutating func say(_ notice: String) {
        write(Self.prefix + SafeText.visible(notice, ascii: !unicode))
    }

    private mutating func showPanel(_ word: String) {
        let style = Style(color: false, width: Self.columns - Self.prefix.utf8.count, unicode: unicode)
        for row in TextReport.panel(collector, word: word, style: style) {
            write(SafeText.trimmed(Self.prefix + row))
        }
    }

    // MARK: - Time

    /// The next moment at which ``advance(to:)`` has something to do; nil while only bytes can change anything.
    package var deadline: Timestamp? {
        [assembler.deadline, failure.deadline].compactMap(\.self).min()
    }

    /// Lets time pass: a prompt is shown.
    package mutating func advance(to time: Timestamp) {
        if assembler.idle(at: time) { show(assembler.line) }
        if let word = failure.advance(to: time) { showPanel(word) }
    }

    /// Shows what is left.
    package mutating func finish() {
        if assembler.finish() { show(assembler.line) }
    }
}
