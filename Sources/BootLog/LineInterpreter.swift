// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// From lines to events: asks the rules, follows the boot, reads tables, keeps the diagnoses.
///
/// The order within a line is fixed: stages and boots first, so that what the line says counts for the right boot;
/// then findings; then tables, which may tell where earlier findings lie; then the diagnoses that changed.
struct LineInterpreter: Sendable {
    /// Findings of one rule that become events in one boot; more are only counted as evidence.
    private static let findingsPerRule = 32
    private static let factsPerBoot = 64
    /// Lines between the countdown and the prompt when somebody pressed a key.
    private static let linesOfInterruption = 2
    /// The rule for what the kernel's block layer says of a failed read, and lines from the driver's own words to it.
    private static let blockLayerRule = "linux.block.flash"
    private static let blockLayerReach = 8
    /// Codes of an image that was found, and not taken.
    private static let refusals: Set<DiagnosisCode> = [.verifySignature, .verifyChecksum, .verifyRollback]

    let rules: RuleSet
    private let model: CauseModel
    var tracker = BootTracker()
    var book = DiagnosisBook()
    var file = CaseFile()
    var history = BootHistory()
    var capture = CaptureSummary()
    var reader = FlashReader()
    var garbage = GarbageWatch()
    var joiner = LineJoiner()
    var quotation = QuotationWatch()
    var silence: SilenceWatch
    private var scratch = RuleSet.Scratch()
    private var matches: [RuleMatch] = []
    private var findingCounts: [Int: Int] = [:]
    private var facts: Set<DeviceFact> = []
    private var family = FamilyWatch()
    /// Rules already reported for a line that was seen while it was unfinished.
    private var idleRules: Set<Int> = []
    var lastLine = ConsoleLine()
    /// The last line that is benign as long as something follows it (`Waiting for root device`).
    var lastWord: (finding: Finding, rule: Int)?

    init(rules: RuleSet, knowledge: Knowledge, silence: SilenceWatch) {
        self.rules = rules
        model = CauseModel(knowledge, rules: rules)
        self.silence = silence
    }

    // MARK: - Lines

    mutating func receive(_ line: ConsoleLine, received: ReceivedBytes, to events: inout [Event]) {
        noteGap(before: line, to: &events)
        if let time = line.lastByteTime { silence.receive(at: time) }
        if !line.wasSeenIdle, !idleRules.isEmpty { idleRules.removeAll(keepingCapacity: true) }
        if line.body.isEmpty, line.garbageCount < LineAssembler.strayBytesOfNote {
            take(reader.receive(line, switchedOn: []), line: line, to: &events)
            return
        }
        matches.removeAll(keepingCapacity: true)
        rules.matches(in: line.body.span, stage: tracker.stage, scratch: &scratch, to: &matches)
        let joined = joiner.receive(line)
        if !line.wasSeenIdle { capture.boot.lineCount += 1 }
        capture.boot.lastLine = line.number
        let isQuoted = quotation.isOpen && quotation.receive(line, marks: marks)
        follow(line, isQuoted: isQuoted, to: &events)

        var tables: [TableKind] = []
        for match in matches { interpret(match, line: line, tables: &tables, to: &events) }
        if let joined, !isQuoted { interpret(joined, after: line, tables: &tables, to: &events) }
        if garbage.isWorthALook(line) { look(at: line, received: received, to: &events) }
        take(reader.receive(line, switchedOn: tables), line: line, to: &events)
        publishChanges(line: line, to: &events)
        if line.ending == .idle { for match in matches { idleRules.insert(match.rule) } }
    }

    /// The parts that the present line has in the course of a boot.
    private var marks: some Sequence<Rule.Mark> {
        let rules = rules
        return matches.lazy.compactMap { rules.traits[$0.rule].mark }
    }

    /// Quoted words are no events: what is left of them is what tables and facts are made of.
    private mutating func dropQuotedMatches(isCommand: Bool = false) {
        matches.removeAll { match in
            let traits = rules.traits[match.rule]
            return traits.code != nil || traits.isStep && !isCommand
        }
    }

    /// What a line says about the course of the boot besides its rules: prompts and kernel stamps.
    private mutating func follow(_ line: ConsoleLine, isQuoted: Bool, to events: inout [Event]) {
        if tracker.boot == 0, !matches.contains(where: { rules.traits[$0.rule].mark == .banner }),
            let step = tracker.beginWithoutBanner()
        {
            perform([step], line: line, to: &events)
        }
        if let stamp = line.prefix.kernelMicroseconds {
            if let step = tracker.receive(kernelMicroseconds: stamp) { perform([step], line: line, to: &events) }
        } else if isQuoted, QuotationWatch.isAssignment(line.body) {
            dropQuotedMatches()
        } else if let prompt = PromptReader.read(line.body) {
            if quotation.receive(prompt) { dropQuotedMatches(isCommand: true) }
            file.add(command: prompt.command, line: line.number)
            noteGivenUpBoot(line: line)
            if let step = tracker.receive(prompt) { perform([step], line: line, to: &events) }
            if tracker.hasTypedCommand { capture.boot.hasTypedCommand = true }
        } else if isQuoted {
            dropQuotedMatches()
        }
    }

    /// A message that was broken over two lines: only what reaches over the break is new.
    private mutating func interpret(
        _ joined: LineJoiner.Joined, after line: ConsoleLine, tables: inout [TableKind], to events: inout [Event]
    ) {
        var found: [RuleMatch] = []
        rules.matches(in: joined.line.body.span, stage: tracker.stage, scratch: &scratch, to: &found)
        for match in found where match.range.lowerBound < joined.seam && match.range.upperBound > joined.seam {
            guard !matches.contains(where: { $0.rule == match.rule }) else { continue }
            interpret(match, line: joined.line, tables: &tables, isJoined: true, to: &events)
        }
    }

    private mutating func interpret(
        _ match: RuleMatch, line: ConsoleLine, tables: inout [TableKind], isJoined: Bool = false,
        to events: inout [Event]
    ) {
        if line.wasSeenIdle, idleRules.contains(match.rule) { return }
        let traits = rules.traits[match.rule]
        if let table = traits.table { tables.append(table) }
        let finding = traits.needsFinding ? finding(match, line: line, isJoined: isJoined) : nil
        if traits.isStep {
            perform(tracker.receive(traits, release: finding?.field("release"), line: line), line: line, to: &events)
        }
        if model.watchedRules.contains(match.rule), file.see(rule: match.rule, line: line.number),
            let title = family.title(afterSeeing: match.rule, of: file.firstLineInCapture, in: model.families)
        {
            report(DeviceFact(kind: "family", value: title), line: line, to: &events)
        }
        switch traits.mark {
        case .halt?: capture.boot.isHalted = true
        case .autoboot?:
            capture.boot.autobootLine = line.number
            capture.boot.autobootCount = capture.boot.lineCount
        default: break
        }
        if traits.code != nil || traits.activity == .loading || traits.activity == .network {
            capture.boot.attemptLine = line.number
        }
        if traits.resolves { book.resolve(rules.rules[match.rule].resolves) }
        guard let finding else { return }
        file.add(finding, activity: traits.activity)
        if let kind = rules.rules[match.rule].fact, let value = finding.field("value"), !value.isEmpty {
            report(DeviceFact(kind: kind, value: value), line: line, to: &events)
        }
        if traits.code != nil || traits.severity > .info { report(finding, match: match, line: line, to: &events) }
    }

    private mutating func report(_ fact: DeviceFact, line: ConsoleLine, to events: inout [Event]) {
        guard facts.count < Self.factsPerBoot, facts.insert(fact).inserted else { return }
        events.append(event(.device(fact), line: line))
    }

    private func finding(_ match: RuleMatch, line: ConsoleLine, isJoined: Bool) -> Finding {
        let rule = rules.rules[match.rule]
        var fields: [Finding.Field] = []
        for (capture, range) in zip(rule.templates[match.template].captures, match.captures) {
            var value = String(decoding: line.body[range], as: UTF8.self)
            // `00320000` and `320000` are the same number: a hexadecimal capture always says what it is.
            if capture.type == .hex, !value.hasPrefix("0x"), !value.hasPrefix("0X") { value = "0x" + value }
            fields.append(Finding.Field(name: capture.name, value: value))
        }
        let quality: Finding.Quality =
            line.isDamaged
            ? .damaged : isJoined ? .joined : matches.count > 1 && isShared(match) ? .shared : .clean
        return Finding(
            rule: rule.id, code: rule.code, severity: rule.severity, line: line.number, text: line.string,
            fields: fields, quality: quality)
    }

    /// Whether another message with a code stands in the same line apart from this one.
    private func isShared(_ match: RuleMatch) -> Bool {
        matches.contains { other in
            other.rule != match.rule && rules.traits[other.rule].code != nil && !other.range.overlaps(match.range)
        }
    }

    private mutating func report(
        _ finding: Finding, match: RuleMatch, line: ConsoleLine, to events: inout [Event]
    ) {
        findingCounts[match.rule, default: 0] += 1
        if findingCounts[match.rule, default: 0] <= Self.findingsPerRule {
            events.append(event(.finding(finding), line: line))
        }
        if finding.severity == .info { lastWord = (finding, match.rule) }
        guard let code = finding.code, finding.severity > .info else { return }
        let rule = rules.rules[match.rule]
        guard rule.id == Self.blockLayerRule, file.uncorrectableLine > 0,
            finding.line - file.uncorrectableLine <= Self.blockLayerReach
        else { return enter(finding, code: code, rule: rule) }
        // One failed read, told by the driver of the flash and then by the layer above it, which names the partition.
        var echo = finding
        echo.severity = .notice
        enter(echo, code: .flashECCUncorrectable, rule: rule)
    }

    private mutating func enter(_ finding: Finding, code: DiagnosisCode, rule: Rule) {
        let place = FlashPlace(finding)
        let subject =
            finding.field("image") ?? finding.field("volume") ?? finding.field("file") ?? rule.subject
            ?? finding.field("partition") ?? finding.field("device")
        var finding = finding
        // Factory bad blocks are 2 % at most; a chip of which an eighth counts as bad is misread, or finished.
        if file.halfBadLine == finding.line, finding.severity < .error { finding.severity = .error }
        let index = book.add(
            finding, code: code, summary: Summary.fill(rule.summary, finding: finding), subject: subject,
            place: place.isKnown ? place : nil)
        guard code == .flashBadBlock, place.offset != nil || place.block != nil else { return }
        let block = BadBlock(offset: place.offset, block: place.block, device: place.device, line: finding.line)
        file.add([block])
        book.add([block], to: index)
    }

    // MARK: - Boots

    private mutating func perform(_ steps: [BootTracker.Step], line: ConsoleLine, to events: inout [Event]) {
        for step in steps {
            switch step {
            case .boot(let beginning):
                if tracker.boot > 1 { endBoot(line: line, isLast: false, to: &events) }
                capture.boot = BootState(
                    line: line.number, banner: beginning.banner ?? line.string, hasBanner: beginning.banner != nil)
                capture.boot.cause = beginning.cause
                events.append(event(.boot(beginning), line: line))
            case .cause(let beginning):
                capture.boot.cause = beginning.cause
                events.append(event(.boot(beginning), line: line))
            case .stage(let change):
                events.append(event(.stage(change), line: line))
                capture.boot.reach(change.stage, line: line.number)
                if change.activity == .verifying || change.activity == .handOver {
                    capture.boot.imageLine = line.number
                }
            case .alive:
                capture.boot.isAlive = true
                book.survive()
            }
        }
    }

    /// Closes the boot before the one that the tracker has just begun, or the last one.
    private mutating func endBoot(line: ConsoleLine, isLast: Bool, to events: inout [Event]) {
        let number = isLast ? tracker.boot : tracker.boot - 1
        take(reader.finish(), line: line, boot: number, to: &events)
        explainGarbage(isLast: true)
        if !isLast { noteSilentReset(line: line) }
        noteLastWord()
        let ending = VerdictMaker.ending(
            of: book, boot: number, state: capture.boot)
        // The causes of this boot are weighed against the boots before it, the loop counts it with them.
        var withThis = history
        withThis.add(ending)
        if let loop = withThis.loop, ending.code != .bootLoop {
            reportLoop(loop, line: line, boot: number, to: &events)
        }
        for index in book.diagnoses.indices { publish(index, state: .final, line: line, boot: number, to: &events) }
        history = withThis
        let verdict = VerdictMaker.verdict(of: ending, book: book)
        events.append(event(.verdict(verdict), line: line, boot: number))
        capture.add(verdict)
        guard !isLast else { return }
        book.beginBoot()
        file.beginBoot()
        findingCounts.removeAll(keepingCapacity: true)
        facts.removeAll(keepingCapacity: true)
        family.beginBoot()
    }

    /// What a kernel says last and nothing follows is what it died of, or waits for, also where that is mostly benign.
    private mutating func noteLastWord() {
        defer { lastWord = nil }
        guard let (finding, rule) = lastWord, let code = finding.code, capture.boot.stage == .kernel,
            !capture.boot.isAlive, capture.boot.lastLine == finding.line
        else { return }
        var grave = finding
        grave.severity = .error
        enter(grave, code: code, rule: rules.rules[rule])
    }

    /// A loader that ran its boot command by itself, tried something, and is back at its prompt has found nothing to boot.
    /// A menu between countdown and prompt is no attempt.
    private mutating func noteGivenUpBoot(line: ConsoleLine) {
        guard let started = capture.boot.autobootLine, tracker.stage == .bootloader else { return }
        let suspect = book.primary(capture.boot)
        capture.boot.autobootLine = nil
        // The prompt right after the countdown: somebody pressed a key. U-Boot shows 0 then, too.
        guard capture.boot.lineCount - capture.boot.autobootCount > Self.linesOfInterruption, !tracker.hasHandedOver,
            book.primary(capture.boot) == nil, capture.boot.attemptLine > started
        else { return }
        // What was there and was refused is not missing.
        let refusal = suspect.flatMap { Self.refusals.contains($0.code) ? $0 : nil }
        let code = refusal?.code ?? .imageMissing
        let finding = Finding(
            rule: "boot.nothing-found", code: code, severity: .error, line: line.number, text: line.string,
            fields: [], quality: .clean)
        book.add(
            finding, code: code,
            summary: refusal?.summary ?? "The boot command ran to its end and nothing was booted",
            subject: nil, place: nil)
    }

    /// A loader handed over, no kernel printed a word, and the next banner came unannounced: the kernel died in silence,
    /// or the watchdog ended it.
    private mutating func noteSilentReset(line: ConsoleLine) {
        guard tracker.beginning.cause == .unknown, tracker.previousHandedOver,
            capture.boot.stage ?? .bootrom <= .bootloader
        else { return }
        let finding = Finding(
            rule: "boot.silent-reset", code: .bootReset, severity: .warning, line: line.number, text: line.string,
            fields: [], quality: .clean)
        book.add(
            finding, code: .bootReset,
            summary: "The board started anew after the loader had handed over, without a word from the kernel",
            subject: "kernel", place: nil)
    }

    private mutating func reportLoop(
        _ loop: ArraySlice<BootHistory.Ending>, line: ConsoleLine, boot: Int, to events: inout [Event]
    ) {
        for ending in loop.suffix(8) {
            let finding = Finding(
                rule: "boot.loop", code: .bootLoop, severity: .error, line: ending.line, text: ending.banner,
                fields: [],
                quality: .clean)
            book.add(
                finding, code: .bootLoop, summary: "\(loop.count) boots in a row ended in the same way", subject: nil,
                place: nil)
        }
    }

    // MARK: - Tables

    mutating func take(
        _ readings: [FlashReading], line: ConsoleLine, boot: Int? = nil, to events: inout [Event]
    ) {
        for reading in readings {
            switch reading {
            case .layout(let layout):
                file.add(layout)
                book.reconsider()
                events.append(event(.layout(layout), line: line, boot: boot))
                if layout.origin == .kernel { reportOverlap(in: layout) }
            case .badBlocks(let blocks):
                file.add(blocks)
                enter(blocks, line: line)
            case .dump(let dump):
                file.add(dump)
                book.reconsider()
            }
        }
    }

    /// Partitions that cut into one another share bytes by mistake; healthy maps only nest.
    private mutating func reportOverlap(in layout: FlashLayout) {
        guard case .overlap(let first, let second, _)? = FlashMap.overlaps(in: layout).first else { return }
        let finding = Finding(
            rule: "flash.layout-overlap", code: .flashLayout, severity: .notice, line: layout.lines.lowerBound,
            text: "\(first.name) and \(second.name) share bytes", fields: [], quality: .clean)
        book.add(
            finding, code: .flashLayout,
            summary: "The partitions \(first.name) and \(second.name) overlap, and neither holds the other",
            subject: second.name, place: nil)
    }

    /// A list of bad blocks that somebody asked for: each block a piece of evidence.
    private mutating func enter(_ blocks: [BadBlock], line: ConsoleLine) {
        let real = blocks.filter { !$0.isReservedForTable }
        guard let first = real.first else { return }
        let finding = Finding(
            rule: "flash.bad-block-list", code: .flashBadBlock, severity: .notice, line: first.line,
            text: "list of \(real.count) bad blocks", fields: [], quality: .clean)
        let index = book.add(
            finding, code: .flashBadBlock, summary: "\(real.count) bad blocks are listed", subject: first.device,
            place: nil)
        book.add(real, to: index)
    }

    // MARK: - Silence

    var deadline: Timestamp? {
        silence.deadline(in: tracker.stage, isWaiting: isWaiting)
    }

    /// Whether silence is what is to be expected: at a prompt, in user space, after a halt.
    private var isWaiting: Bool {
        tracker.isAlive || tracker.activity == .prompt || tracker.stage == .recovery || capture.boot.isHalted
    }

    /// A capture without times of its own may carry a logger's stamps: a gap in them is a silence that has ended.
    private mutating func noteGap(before line: ConsoleLine, to events: inout [Event]) {
        guard line.lastByteTime == nil, let stamp = line.prefix.clockMicroseconds else { return }
        let time = Timestamp(nanoseconds: stamp.multipliedReportingOverflow(by: 1_000).partialValue)
        advance(to: time, events: &events)
        silence.receive(at: time)
    }

    mutating func advance(to now: Timestamp, events: inout [Event]) {
        guard let quiet = silence.check(at: now, in: tracker.stage, isWaiting: isWaiting) else { return }
        let seconds = quiet / 1_000_000_000
        let stage = tracker.stage?.rawValue ?? "the board"
        let finding = Finding(
            rule: "boot.silence", code: .bootHang, severity: .fatal, line: lastLine.number, text: lastLine.string,
            fields: [], quality: .clean)
        events.append(event(.finding(finding), line: lastLine))
        book.add(
            finding, code: .bootHang, summary: "The \(stage) stage has printed nothing for \(seconds) s", subject: nil,
            place: nil)
        publishChanges(line: lastLine, to: &events)
    }

    // MARK: - Events

    mutating func finish(events: inout [Event]) {
        guard tracker.boot > 0 else {
            events.append(event(.verdict(CaptureSummary.empty), line: ConsoleLine()))
            return
        }
        endBoot(line: lastLine, isLast: true, to: &events)
        events.append(
            event(.verdict(VerdictMaker.verdict(of: capture, history: history, boots: tracker.boot)), line: lastLine))
    }

    mutating func publishChanges(line: ConsoleLine, to events: inout [Event]) {
        remember(line)
        guard book.hasChanges else { return }
        let changed = book.takeChanged()
        for index in changed { publish(index, state: .open, line: line, boot: nil, to: &events) }
        for index in book.takeReconsidered() where !changed.contains(index) {
            guard let (weighing, isNews) = writer().reweigh(index) else { continue }
            book.keep(weighing, for: index)
            if isNews { publish(index, state: .open, line: line, boot: nil, to: &events) }
        }
    }

    private mutating func writer() -> DiagnosisWriter {
        file.locateFaults()
        return DiagnosisWriter(file: file, book: book, model: model, history: history, boot: capture.boot)
    }

    /// Keeps what silence or the end of the capture will refer to; the text only where time passes.
    private mutating func remember(_ line: ConsoleLine) {
        guard line.lastByteTime == nil else { return lastLine.assign(line) }
        lastLine.number = line.number
        lastLine.prefix = line.prefix
        if line.prefix.clockMicroseconds != nil { lastLine.assign(line) }
    }

    private mutating func publish(
        _ index: Int, state: Diagnosis.State, line: ConsoleLine, boot: Int?, to events: inout [Event]
    ) {
        let revision = book.nextRevision(of: index)
        let (diagnosis, weighing) = writer().diagnosis(index, revision: revision, state: state)
        book.keep(weighing, for: index)
        events.append(event(.diagnosis(diagnosis), line: line, boot: boot))
    }

    func event(_ content: Event.Content, line: ConsoleLine, boot: Int? = nil) -> Event {
        Event(
            boot: max(boot ?? tracker.boot, 1), line: line.number, time: line.lastByteTime,
            secondsIntoBoot: line.prefix.kernelMicroseconds.map { Double($0) / 1_000_000 }, content: content)
    }
}
