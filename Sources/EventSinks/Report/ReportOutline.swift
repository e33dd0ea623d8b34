// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

/// What a report says and in which order, before it is set in text or Markdown.
struct ReportOutline {
    /// A label and what stands behind it.
    struct Row: Hashable {
        var label: String
        var value: String
    }

    /// One step of the course of the boot.
    struct CourseStep: Hashable {
        var text: String
        var line: Int
        var isFault = false
    }

    let collector: ReportCollector
    /// The earliest sufficient cause; nil when nothing failed.
    let primary: DiagnosisGroup?
    /// Diagnoses that stand for themselves, gravest first.
    let others: [DiagnosisGroup]
    /// What is benign, was taken back or was survived.
    let notices: [DiagnosisGroup]
    private let consequences: [DiagnosisGroup]

    init(_ collector: ReportCollector) {
        self.collector = collector
        let groups = collector.groups
        let primary = Self.primary(of: groups, verdict: collector.verdict ?? collector.lastBootVerdict)
        self.primary = primary
        let knownIDs = Set(groups.flatMap(\.ids))
        var others: [DiagnosisGroup] = []
        var consequences: [DiagnosisGroup] = []
        var notices: [DiagnosisGroup] = []
        for group in groups where group != primary {
            if !group.isStanding || group.severity <= .notice {
                notices.append(group)
            } else if let cause = group.diagnosis.consequenceOf, knownIDs.contains(cause) {
                consequences.append(group)
            } else {
                others.append(group)
            }
        }
        // A consequence of a notice would be named nowhere.
        let shownIDs = Set((others + [primary].compactMap(\.self)).flatMap(\.ids))
        others += consequences.filter { !shownIDs.contains($0.diagnosis.consequenceOf ?? "") }
        self.consequences = consequences.filter { shownIDs.contains($0.diagnosis.consequenceOf ?? "") }
        self.others = others.sorted { ($1.severity, $0.line ?? 0) < ($0.severity, $1.line ?? 0) }
        self.notices = notices.sorted { ($1.severity, $0.line ?? 0) < ($0.severity, $1.line ?? 0) }
    }

    private static func primary(of groups: [DiagnosisGroup], verdict: Verdict?) -> DiagnosisGroup? {
        guard let verdict else {
            return groups.filter { $0.isStanding && $0.severity >= .error }.min { ($0.line ?? 0) < ($1.line ?? 0) }
        }
        guard let code = verdict.code else { return nil }
        if let id = verdict.diagnoses.first, let group = groups.first(where: { $0.ids.contains(id) }) { return group }
        return groups.filter { $0.diagnosis.code == code }.max { $0.severity < $1.severity }
    }

    /// What follows from a diagnosis.
    func consequences(of group: DiagnosisGroup) -> [DiagnosisGroup] {
        consequences.filter { group.ids.contains($0.diagnosis.consequenceOf ?? "") }
    }

    // MARK: - The verdict

    /// The outcome as one strong word.
    var outcomeWord: String {
        guard let verdict = collector.verdict else { return primary == nil ? "RUNNING" : "FAILING" }
        return verdict.outcome.rawValue.uppercased()
    }

    var outcome: Verdict.Outcome? { collector.verdict?.outcome }

    /// What is to be said, in one sentence.
    var headline: String {
        if let verdict = collector.verdict { return verdict.summary.bounded(to: 600) }
        return primary?.diagnosis.summary ?? "Nothing is wrong so far"
    }

    /// Where: `boot.log:6, in the boot loader while verifying`.
    func location(name: String) -> String {
        guard let primary, let line = primary.line else {
            let lines = collector.lastLine == 1 ? "1 line" : "\(collector.lastLine) lines"
            return "\(name), \(lines)" + (collector.bootCount > 1 ? ", \(collector.bootCount) boots" : "")
        }
        var text = "\(name):\(line)" + (stage(of: primary, line: line).map { ", \($0)" } ?? "")
        if collector.bootCount > 1 { text += ", boot \(primary.boot) of \(collector.bootCount)" }
        return text
    }

    /// The line of a diagnosis and what ran then: `line 6, in the boot loader while verifying`.
    func place(of group: DiagnosisGroup) -> String? {
        guard let line = group.line else { return nil }
        return "line \(line)" + (stage(of: group, line: line).map { ", \($0)" } ?? "")
    }

    private func stage(of group: DiagnosisGroup, line: Int) -> String? {
        guard let place = collector.course(of: group.boot)?.place(ofLine: line) else { return nil }
        return "in \(place.stage.words)" + (place.activity.map { " while \(Wording.activity($0))" } ?? "")
    }

    // MARK: - The device and its boot

    /// Board, flash, loader, kernel, boots: a row each where something is known.
    func device(separator: String) -> [Row] {
        var rows: [Row] = []
        func add(_ label: String, _ values: some Sequence<String>) {
            var unique: [String] = []
            for value in values where !value.isEmpty && !unique.contains(value) { unique.append(value) }
            if !unique.isEmpty { rows.append(Row(label: label, value: unique.joined(separator: separator))) }
        }
        let course = shownCourse
        let board = values("board") + values("soc") + values("cpu")
        add("board", board.isEmpty ? [] : board + values("dram").map { "\($0) DRAM" })
        if board.isEmpty { add("memory", values("dram")) }
        add("flash", values("flash") + values("flash-size"))
        add("loader", values("loader").isEmpty ? product(course, .bootloader) : values("loader"))
        add("firmware", values("firmware"))
        add("kernel", values("kernel").isEmpty ? product(course, .kernel) : values("kernel"))
        // The more the console showed, the closer the family that was told.
        add("family", values("family").suffix(1))
        let named: Set = [
            "board", "soc", "cpu", "dram", "flash", "flash-size", "loader", "firmware", "kernel", "family",
        ]
        for fact in collector.facts where !named.contains(fact.kind) { add(fact.kind, values(fact.kind)) }
        return rows
    }

    private func values(_ kind: String) -> [String] {
        guard let fact = collector.fact(kind) else { return [] }
        return fact.values + (fact.droppedCount > 0 ? ["and \(fact.droppedCount) more"] : [])
    }

    private func product(_ course: BootCourse?, _ stage: BootStage) -> [String] {
        guard let entry = course?.entry(of: stage), let product = entry.product else { return [] }
        return [entry.release.map { "\(product) \($0)" } ?? product]
    }

    /// The boot that the report tells: that of the primary diagnosis, or the last one.
    private var shownCourse: BootCourse? {
        primary.flatMap { collector.course(of: $0.boot) } ?? collector.courses.last
    }

    /// The course of the boot, with the place of the fault in it.
    var course: [CourseStep] {
        guard let course = shownCourse else { return [] }
        var steps = course.entries.map { entry in
            let isNamedAbove = entry.stage == .bootloader || entry.stage == .kernel
            let product = isNamedAbove ? nil : entry.product
            let release = isNamedAbove ? nil : entry.release
            let name = ([Wording.stage(entry.stage)] + [product, release].compactMap(\.self)).joined(separator: " ")
            return CourseStep(text: name, line: entry.line)
        }
        if let primary, primary.boot == course.boot, let line = primary.line {
            let activity = course.place(ofLine: line)?.activity
            let fault = CourseStep(
                text: "fault" + (activity.map { " while \(Wording.activity($0))" } ?? ""), line: line, isFault: true)
            let index = steps.firstIndex { $0.line > line } ?? steps.count
            steps.insert(fault, at: index)
        }
        return steps
    }

    /// How the boots ended, where there are several: `3: 2 failed, 1 booted (boot 2); 2 began by the watchdog`.
    var boots: String? {
        guard collector.bootCount > 1 else { return nil }
        let ended = Verdict.Outcome.allCases.compactMap { outcome -> String? in
            guard let count = collector.outcomes[outcome] else { return nil }
            let first = count == 1 ? collector.firstBoots[outcome].map { " (boot \($0))" } ?? "" : ""
            return "\(count) \(Self.word(outcome))\(first)"
        }
        let begun = BootCause.allCases.compactMap { cause -> String? in
            guard cause != .unknown, let count = collector.beginnings[cause] else { return nil }
            return "\(count) begun by \(Wording.cause(cause))"
        }
        let parts = [ended.joined(separator: ", "), begun.joined(separator: ", ")].filter { !$0.isEmpty }
        return "\(collector.bootCount)" + (parts.isEmpty ? "" : ": " + parts.joined(separator: "; "))
    }

    private static func word(_ outcome: Verdict.Outcome) -> String {
        switch outcome {
        case .recovery: "in recovery"
        default: outcome.rawValue
        }
    }

    // MARK: - A diagnosis

    /// Code, confidence and boots: `verify.signature, almost certain (95 %), in 3 boots: 1, 2, 3`.
    func certainty(_ group: DiagnosisGroup, ellipsis: String) -> String {
        let confidence = group.diagnosis.confidence
        return "\(Wording.confidence(confidence)) (\(Wording.percent(confidence)))"
            + (boots(of: group, ellipsis: ellipsis).map { ", \($0)" } ?? "")
    }

    /// The boots that show a diagnosis; nil when there is only one boot.
    func boots(of group: DiagnosisGroup, ellipsis: String) -> String? {
        guard collector.bootCount > 1 else { return nil }
        guard group.bootCount > 1 else { return "in boot \(group.boot)" }
        let numbers = Wording.numbers(
            group.firstBoots, last: group.lastBoot, count: group.bootCount, ellipsis: ellipsis)
        return "in \(group.bootCount) boots: \(numbers)"
    }

    /// What it is about, and where that lies: `recovery, in partition recovery (mtd2), at 0x00a40000`.
    func subject(of diagnosis: Diagnosis) -> String? {
        var parts: [String] = []
        if let subject = diagnosis.subject, subject != diagnosis.partition { parts.append("about \(subject)") }
        if let partition = diagnosis.partition {
            let number = FlashAtlas.mtdNumber(ofPartition: partition, in: collector.layouts).map { " (mtd\($0))" }
            parts.append("in partition \(partition)\(number ?? "")")
        }
        if let offset = diagnosis.offset { parts.append("at \(Wording.hex(offset))") }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    /// The lines that a short mention names: `line 3`, `lines 3, 9 and 4 more`.
    func lines(of diagnosis: Diagnosis) -> String? {
        var numbers: [Int] = []
        for evidence in diagnosis.evidence where !numbers.contains(evidence.line) { numbers.append(evidence.line) }
        guard let first = numbers.first else { return nil }
        let more = numbers.count - min(numbers.count, 3) + diagnosis.furtherEvidence
        if numbers.count == 1, more == 0 { return "line \(first)" }
        return "lines " + numbers.prefix(3).map(String.init).joined(separator: ", ")
            + (more > 0 ? " and \(more) more" : "")
    }

    /// What was left out of the report, each a sentence; empty when nothing was.
    var omissions: [String] {
        var sentences: [String] = []
        if collector.droppedDiagnoses > 0 {
            sentences.append("\(Wording.count(collector.droppedDiagnoses, "diagnosis", "diagnoses")) more, not shown")
        }
        if collector.droppedLayouts > 0 {
            sentences.append("\(Wording.count(collector.droppedLayouts, "partition list")) more, not kept")
        }
        return sentences
    }

    /// The causes that get a row each, and those that are so unlikely that a list of them will do.
    func causes(of diagnosis: Diagnosis, maximum: Int) -> (told: [Diagnosis.Cause], listed: [Diagnosis.Cause]) {
        var count = 0
        for cause in diagnosis.causes.prefix(maximum) {
            guard count < 3 || cause.share >= 0.1 || !cause.because.isEmpty else { break }
            count += 1
        }
        return (Array(diagnosis.causes.prefix(count)), Array(diagnosis.causes.dropFirst(count)))
    }

    // MARK: - Flash

    /// The flash maps that the diagnoses speak of; none when nothing is wrong.
    var flash: FlashAtlas {
        guard primary != nil || !others.isEmpty else { return FlashAtlas() }
        let shown = [primary].compactMap(\.self) + others
        return FlashAtlas(
            layouts: collector.layouts, concerned: shown.map(\.diagnosis),
            alsoSeen: (notices + consequences).map(\.diagnosis), sizes: values("flash-size"))
    }
}
