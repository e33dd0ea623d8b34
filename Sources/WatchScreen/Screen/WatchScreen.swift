// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog
package import EventSinks

/// The technician's screen: the board's output as it is, bootwatch's words between its lines, a status line below.
///
/// A pure value: bytes, events and times in, bytes for a terminal out. The terminal must be in raw mode. Output gathers until
/// it is taken.
///
/// ```swift
/// var screen = WatchScreen(size: size, style: style, port: "ttyUSB0", speed: 115_200)
/// screen.begin(at: clock.now)
/// screen.receive(chunk.bytes.span, at: chunk.time)
/// for event in events { screen.receive(event) }
/// terminal.write(screen.takeOutput())
/// if let deadline = screen.deadline, now >= deadline { screen.advance(to: now) }
/// screen.end()
/// ```
package struct WatchScreen: Sendable {
    /// Nanoseconds between two paintings of the status line.
    static let paintInterval: Int64 = 100_000_000
    /// Nanoseconds that a message stands in the status line.
    static let messageTime: Int64 = 5_000_000_000
    /// Insertions that wait until the board stops moving about the screen.
    static let maximumWaiting = 32

    enum Phase: Sendable {
        case idle
        case active
        /// The screen is lent to the shell.
        case suspended
    }

    package let style: Style
    /// Seconds that local time is ahead of UTC, for time stamps.
    package var utcOffset: Int
    package private(set) var size: ScreenSize
    package private(set) var timestamps: TimestampFormat?
    package private(set) var outputMode = OutputMode.normal
    /// Whether what is typed is shown, for boards that do not echo.
    package var echoesInput = false

    let keyName: String
    var phase = Phase.idle
    var output: [UInt8] = []
    var now: Timestamp?
    private var startTime: Timestamp?
    private var lastStampTime: Timestamp?
    var filter: EscapeFilter
    private var echoFilter: EscapeFilter
    private var hex: HexRow
    var pane: BoardPane
    var status: StatusLine
    var isStatusStale = true
    private var lastPaint: Timestamp?
    var nextTick: Timestamp?
    var messageEnd: Timestamp?
    var waiting: [Insertion] = []
    var droppedInsertions = 0
    private var unseenBytes = 0
    /// What was said of the present boot.
    var collector = ReportCollector()
    var lastCollector: ReportCollector?
    var news = DiagnosisNews()
    var failure = FailureWatch()
    /// The failure that the last panel was about.
    var lastFailure: (code: DiagnosisCode, summary: String, boot: Int)?

    /// - Parameters:
    ///   - size: the terminal's.
    ///   - style: whether colours and more than ASCII can be shown; its width counts for nothing.
    ///   - port: the port, as a person calls it.
    ///   - speed: baud; nil where there is no speed.
    ///   - keyName: the prefix key, as help names it.
    ///   - utcOffset: seconds that local time is ahead of UTC.
    ///   - timestamps: what stands before each line of the board.
    package init(
        size: ScreenSize, style: Style, port: String, speed: Int? = nil, keyName: String = "ctrl-t",
        utcOffset: Int = 0, timestamps: TimestampFormat? = nil
    ) {
        self.size = size
        self.style = style
        self.keyName = keyName
        self.utcOffset = utcOffset
        self.timestamps = timestamps
        filter = EscapeFilter(unicode: style.unicode)
        echoFilter = EscapeFilter(unicode: style.unicode)
        hex = HexRow(columns: size.columns)
        pane = BoardPane(size: size)
        status = StatusLine(port: port, speed: speed, hint: "\(keyName) ? help")
        limitRows()
    }

    /// What of the board's output was not shown as it came.
    package var filterCount: FilterCount { filter.count }

    // MARK: - Output

    /// Takes the bytes for the terminal.
    package mutating func takeOutput() -> [UInt8] {
        defer { output = [] }
        return output
    }

    /// Takes the screen over, below what stands on it.
    package mutating func begin(at time: Timestamp) {
        guard phase == .idle else { return }
        now = time
        startTime = time
        phase = .active
        pane.begin(to: &output)
        paintStatus()
    }

    /// Gives the screen back for good. Nothing is shown afterwards.
    package mutating func end() {
        guard phase == .active else { return }
        finishHexRow()
        flushWaiting(isLast: true)
        pane.end(to: &output)
        phase = .idle
    }

    /// Gives the screen back to the shell while the watching is stopped (SIGTSTP).
    package mutating func suspend() {
        guard phase == .active else { return }
        pane.end(to: &output)
        phase = .suspended
    }

    /// Takes the screen again (SIGCONT), which may have another size now.
    package mutating func resume(_ size: ScreenSize, at time: Timestamp) {
        guard phase == .suspended else { return }
        phase = .active
        now = time
        self.size = size
        let before = pane
        pane = BoardPane(size: size)
        pane.resume(from: before, to: &output)
        limitRows()
        hex = HexRow(columns: size.columns)
        if unseenBytes > 0 { note(.own, "", "\(counted(unseenBytes)) came while bootwatch was stopped") }
        unseenBytes = 0
        paintStatus()
    }

    /// The terminal has another size.
    package mutating func resize(_ size: ScreenSize) {
        guard size != self.size else { return }
        self.size = size
        guard phase == .active else {
            pane = BoardPane(size: size)
            return limitRows()
        }
        finishHexRow()
        hex = HexRow(columns: size.columns)
        pane.resize(to: size, output: &output)
        limitRows()
        flushWaiting()
        paintStatus()
    }

    /// Empties the screen, but for the board's unfinished line.
    package mutating func clearScreen() {
        guard phase == .active else { return }
        pane.clear(to: &output)
        paintStatus()
    }

    private mutating func limitRows() {
        filter.lastRow = size.lastBoardRow
        echoFilter.lastRow = size.lastBoardRow
    }

    // MARK: - The board

    /// Shows what the board printed. Hand its events over afterwards, with ``receive(_:)``.
    package mutating func receive(_ bytes: Span<UInt8>, at time: Timestamp) {
        now = time
        failure.receiveBytes(at: time)
        guard phase == .active else {
            unseenBytes += phase == .suspended ? bytes.count : 0
            return
        }
        switch outputMode {
        case .normal:
            var index = 0
            while let action = filter.next(in: bytes, from: &index) { show(action) }
        case .hex:
            for index in bytes.indices { show(hexadecimal: bytes[index]) }
        }
        settle()
    }

    /// Shows what was typed, where local echo is on.
    package mutating func echo(_ bytes: Span<UInt8>, at time: Timestamp) {
        guard echoesInput, phase == .active, outputMode == .normal else { return }
        now = time
        var index = 0
        while let action = echoFilter.next(in: bytes, from: &index) {
            show(action)
            // The Enter key sends a carriage return alone.
            if action == .carriageReturn { show(.lineFeed) }
        }
        settle()
    }

    private mutating func show(_ action: ConsoleAction) {
        switch action {
        case .text where timestamps != nil && pane.line.isFresh: stamp()
        default: break
        }
        pane.perform(action, to: &output)
        if action == .lineFeed, !waiting.isEmpty { flushWaiting() }
    }

    private mutating func stamp() {
        guard let timestamps, let now else { return }
        let text = timestamps.text(
            of: now, since: startTime ?? now, previous: lastStampTime, utcOffset: utcOffset)
        lastStampTime = now
        var look = Rendition.plain
        if style.color { look.attributes = .faint }
        pane.putStamp(text, look, to: &output)
    }

    private mutating func show(hexadecimal byte: UInt8) {
        let (text, isFull) = hex.take(byte)
        show(text)
        if isFull { endLine() }
    }

    private mutating func show(_ text: String) {
        for scalar in text.unicodeScalars { pane.perform(.text(scalar, columns: 1), to: &output) }
    }

    mutating func finishHexRow() {
        guard hex.isOpen else { return }
        show(hex.finish())
        endLine()
    }

    /// What follows stands on a new line.
    mutating func endLine() {
        guard !pane.line.isFresh else { return }
        pane.perform(.carriageReturn, to: &output)
        pane.perform(.lineFeed, to: &output)
    }

    /// What has to be done after anything was shown.
    mutating func settle() {
        if !waiting.isEmpty { flushWaiting() }
        guard isStatusStale || pane.isStatusLineLost, let now else { return }
        if let lastPaint, now.nanoseconds(since: lastPaint) < Self.paintInterval { return }
        paintStatus()
    }

    // MARK: - Modes

    /// What stands before each line from the next one on.
    package mutating func setTimestamps(_ format: TimestampFormat?) {
        timestamps = format
        say("Time stamps: \(format?.rawValue ?? "off")")
    }

    package mutating func setOutputMode(_ mode: OutputMode) {
        guard mode != outputMode else { return }
        finishHexRow()
        if phase == .active, !pane.isFree { endLine() }
        filter.abandon()
        hex = HexRow(columns: size.columns)
        outputMode = mode
        say("Output: \(mode.rawValue)")
    }

    // MARK: - Time

    /// The next moment at which ``advance(to:)`` has something to do; nil while only bytes can change the screen.
    package var deadline: Timestamp? {
        guard phase == .active else { return nil }
        var moments = [failure.deadline, messageEnd]
        if size.hasStatusLine {
            moments.append(nextTick)
            if isStatusStale || pane.isStatusLineLost, pane.canPaint {
                moments.append(lastPaint?.advanced(byNanoseconds: Self.paintInterval) ?? now)
            }
        }
        return moments.compactMap(\.self).min()
    }

    /// Lets time pass.
    package mutating func advance(to time: Timestamp) {
        now = time
        if let word = failure.advance(to: time) { showPanel(word: word) }
        if let messageEnd, time >= messageEnd {
            self.messageEnd = nil
            status.message = nil
            isStatusStale = true
        }
        if let tick = nextTick, time >= tick {
            nextTick = status.nextTick(after: time)
            isStatusStale = true
        }
        if phase == .active { settle() }
    }

    private mutating func paintStatus() {
        guard phase == .active, pane.canPaint else { return }
        isStatusStale = false
        pane.isStatusLineLost = false
        lastPaint = now
        guard size.hasStatusLine else { return }
        pane.paint(row: size.rows, status.row(at: now, columns: size.columns, style: style), to: &output)
    }
}
