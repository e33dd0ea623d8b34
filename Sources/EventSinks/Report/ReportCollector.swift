// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog

/// Keeps of a stream of events what a report for a person says; bounded, however long the stream is.
///
/// Equal diagnoses of several boots are one with a count. What does not fit is counted, and the report says so.
package struct ReportCollector: Sendable {
    /// Different diagnoses kept: of equal gravity the first ones and the last ones.
    static let maximumGroups = 64
    /// Diagnoses of the boot that is still under way.
    private static let maximumOpen = 64
    private static let maximumCourses = 64
    private static let maximumLayouts = 16
    private static let maximumValuesOfFact = 3
    private static let maximumKindsOfFact = 24

    /// The values that were printed for one kind of fact.
    struct Fact: Sendable, Hashable {
        var kind: String
        var values: [String]
        var droppedCount = 0
    }

    private var closed: [DiagnosisGroup] = []
    private var open: [Diagnosis] = []
    private var openBoot = 1
    private(set) var courses: [BootCourse] = []
    private(set) var facts: [Fact] = []
    private(set) var layouts: [FlashLayout] = []
    /// Boots by how they ended, of those that are over.
    private(set) var outcomes: [Verdict.Outcome: Int] = [:]
    /// The first boot of each outcome.
    private(set) var firstBoots: [Verdict.Outcome: Int] = [:]
    private(set) var beginnings: [BootCause: Int] = [:]
    private var openBeginning: BootCause?
    /// The verdict on the capture; nil while the stream goes on.
    private(set) var verdict: Verdict?
    private(set) var lastBootVerdict: Verdict?
    private(set) var remarks = StreamRemarks()
    private(set) var bootCount = 0
    private(set) var lastLine = 0
    private(set) var findingCounts: [Severity: Int] = [:]
    private(set) var droppedDiagnoses = 0
    private(set) var droppedLayouts = 0

    package init() {}

    package mutating func receive(_ event: Event) {
        if event.boot != openBoot { closeBoot(next: event.boot) }
        bootCount = max(bootCount, event.boot)
        lastLine = max(lastLine, event.line)
        switch event.content {
        case .boot(let beginning): openBeginning = beginning.cause
        case .stage(let change): add(change, boot: event.boot, line: event.line)
        case .finding(let finding): findingCounts[finding.severity, default: 0] += 1
        case .layout(let layout): add(layout)
        case .device(let fact): add(fact)
        case .diagnosis(let diagnosis): add(diagnosis)
        case .verdict(let verdict): add(verdict, boot: event.boot)
        case .gap(let gap): remarks.add(gap, line: event.line)
        case .port(let notice): remarks.add(notice, line: event.line)
        }
    }

    // MARK: - Boots

    private mutating func add(_ verdict: Verdict, boot: Int) {
        guard verdict.scope == .boot else {
            closeBoot(next: openBoot)
            self.verdict = verdict
            bootCount = verdict.boots
            return
        }
        lastBootVerdict = verdict
        outcomes[verdict.outcome, default: 0] += 1
        if firstBoots[verdict.outcome] == nil { firstBoots[verdict.outcome] = boot }
        closeBoot(next: boot)
    }

    private mutating func closeBoot(next: Int) {
        for diagnosis in open { merge(diagnosis, boot: openBoot, into: &closed) }
        open.removeAll(keepingCapacity: true)
        while closed.count > Self.maximumGroups { dropGroup() }
        if let cause = openBeginning { beginnings[cause, default: 0] += 1 }
        openBeginning = nil
        openBoot = next
    }

    private func merge(_ diagnosis: Diagnosis, boot: Int, into groups: inout [DiagnosisGroup]) {
        if let index = groups.firstIndex(where: { $0.isSame(diagnosis) }) {
            groups[index].add(diagnosis, boot: boot)
        } else {
            groups.append(DiagnosisGroup(diagnosis.bounded(), boot: boot))
        }
    }

    /// Gives up one of the least grave: one from between the first and the last of them.
    private mutating func dropGroup() {
        guard let least = closed.map(\.severity).min() else { return }
        let candidates = closed.indices.filter { closed[$0].severity == least }
        let victim = candidates[min(Self.maximumGroups / 2, candidates.count - 1)]
        droppedDiagnoses += closed[victim].bootCount
        closed.remove(at: victim)
    }

    /// All diagnoses, in the order in which they first came up; those of a boot that is still under way included.
    var groups: [DiagnosisGroup] {
        var all = closed
        for diagnosis in open { merge(diagnosis, boot: openBoot, into: &all) }
        return all
    }

    /// The earliest sufficient cause of what went wrong; nil while nothing did.
    package var primary: Diagnosis? {
        let outline = ReportOutline(self)
        return (outline.primary ?? outline.others.first)?.diagnosis
    }

    private mutating func add(_ diagnosis: Diagnosis) {
        if let index = open.firstIndex(where: { $0.id == diagnosis.id }) {
            open[index] = diagnosis
        } else if open.count < Self.maximumOpen {
            open.append(diagnosis)
        } else {
            droppedDiagnoses += 1
        }
    }

    // MARK: - Stages

    private mutating func add(_ change: StageChange, boot: Int, line: Int) {
        if courses.last?.boot != boot {
            // The first ones and the last ones, as with the diagnoses.
            if courses.count == Self.maximumCourses { courses.remove(at: Self.maximumCourses / 2) }
            courses.append(BootCourse(boot: boot))
        }
        courses[courses.count - 1].add(change, line: line)
    }

    func course(of boot: Int) -> BootCourse? {
        courses.first { $0.boot == boot }
    }

    // MARK: - The device

    private mutating func add(_ fact: DeviceFact) {
        let value = fact.value.bounded(to: 160)
        guard let index = facts.firstIndex(where: { $0.kind == fact.kind }) else {
            if facts.count < Self.maximumKindsOfFact {
                facts.append(Fact(kind: fact.kind.bounded(to: 40), values: [value]))
            }
            return
        }
        guard !facts[index].values.contains(value) else { return }
        if facts[index].values.count < Self.maximumValuesOfFact {
            facts[index].values.append(value)
        } else {
            facts[index].droppedCount += 1
        }
    }

    func fact(_ kind: String) -> Fact? {
        facts.first { $0.kind == kind }
    }

    private mutating func add(_ layout: FlashLayout) {
        if let index = layouts.firstIndex(where: { $0.origin == layout.origin && $0.device == layout.device }) {
            layouts[index] = layout
        } else if layouts.count < Self.maximumLayouts {
            layouts.append(layout)
        } else {
            droppedLayouts += 1
        }
    }
}
