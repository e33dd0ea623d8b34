// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

extension LineInterpreter {
    // MARK: - Garbage

    /// Measures a line that may be unreadable, and says so when a stretch of such lines is long enough.
    mutating func look(at line: ConsoleLine, received: ReceivedBytes, to events: inout [Event]) {
        if let stretch = garbage.receive(line, received: received) { report(stretch, line: line, to: &events) }
        explainGarbage(isLast: false)
    }

    private mutating func report(_ stretch: GarbageMeter.Stretch, line: ConsoleLine, to events: inout [Event]) {
        let finding = Finding(
            rule: "console.garbled", code: .consoleGarbled,
            severity: tracker.stage == nil ? .warning : .error, line: stretch.lines.lowerBound, text: stretch.firstText,
            fields: [], quality: .damaged)
        events.append(event(.finding(finding), line: line))
        book.add(finding, code: .consoleGarbled, summary: Self.summary(of: stretch), subject: nil, place: nil)
        // A loader that could be read gave control away just before: the next program speaks in another way.
        let isAfterHandOver = tracker.hasHandedOver && tracker.stage == .bootloader
        garbage.handOverLine = isAfterHandOver ? max(capture.boot.imageLine, capture.boot.line) : nil
        if isAfterHandOver { explain(GarbageExplanation(handOverLine: garbage.handOverLine), stretch) }
    }

    /// Says why the console is unreadable, when enough has come to tell.
    mutating func explainGarbage(isLast: Bool) {
        guard let stretch = garbage.stretch, let reason = garbage.explain(isLast: isLast) else { return }
        explain(GarbageExplanation(reason: reason, handOverLine: garbage.handOverLine), stretch)
    }

    /// The port is set to another speed: what is garbled so far is explained by what was heard at the old one.
    mutating func read(at baudRate: Int?) {
        guard baudRate != garbage.baudRate else { return }
        explainGarbage(isLast: true)
        garbage.baudRate = baudRate
    }

    private mutating func explain(_ explanation: GarbageExplanation, _ stretch: GarbageMeter.Stretch) {
        let summary = Self.summary(of: stretch) + (explanation.sentence.map { ". " + $0 } ?? "")
        book.explain(.consoleGarbled, explanation, summary: summary)
    }

    private static func summary(of stretch: GarbageMeter.Stretch) -> String {
        "\(stretch.garbage) of \(stretch.bytes) bytes are nothing that a console prints"
    }

    // MARK: - Holes and notices

    /// Bytes are missing before the line with this number.
    mutating func note(_ gap: Gap, line: Int, at time: Timestamp?, to events: inout [Event]) {
        take(reader.finish(), line: lastLine, to: &events)
        publishChanges(line: lastLine, to: &events)
        joiner.interrupt()
        quotation.interrupt()
        tracker.interrupt()
        silence.receive(at: time)
        // The kernel's last word, and the way from the boot command to the prompt, may be among what is missing.
        lastWord = nil
        capture.boot.autobootLine = nil
        capture.boot.gapLine = line
        append(.gap(gap), line: line, at: time, to: &events)
    }

    mutating func note(_ notice: PortNotice, line: Int, at time: Timestamp?, to events: inout [Event]) {
        switch notice.kind {
        case .waiting, .lost, .failed, .closed: silence.receive(at: nil)
        case .opened: silence.receive(at: time)
        case .settingRefused, .sharedAccess, .lineErrors, .breakSeen, .speed: break
        }
        append(.port(notice), line: line, at: time, to: &events)
    }

    private func append(_ content: Event.Content, line: Int, at time: Timestamp?, to events: inout [Event]) {
        events.append(
            Event(boot: max(tracker.boot, 1), line: line, time: time, secondsIntoBoot: nil, content: content))
    }
}
