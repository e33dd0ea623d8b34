// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// The diagnoses of one boot: one for each code, opened by its first finding, final when the boot is over.
struct DiagnosisBook: Sendable {
    private(set) var diagnoses: [OpenDiagnosis] = []
    /// Diagnoses whose event is out of date.
    private var changed: [Int] = []
    private var hasNews = false
    private var nextNumber = 1
    /// Counts whatever changed in the diagnoses.
    private(set) var revision = 0
    private var words = WordSignals()
    /// The way back as it was when a diagnosis was last weighed.
    private(set) var wayBack = WayBack.none

    /// Codes that tell of an end, not of its reason: never primary while anything else went wrong before.
    static let consequences: Set<DiagnosisCode> = [.bootReset, .bootLoop, .bootRecovery, .bootHang]

    mutating func beginBoot() {
        diagnoses.removeAll(keepingCapacity: true)
        changed.removeAll(keepingCapacity: true)
        hasNews = false
    }

    /// Enters a finding that has a code. Returns the index of its diagnosis.
    @discardableResult
    mutating func add(
        _ finding: Finding, code: DiagnosisCode, summary: String, subject: String?, place: FlashPlace?
    ) -> Int {
        revision += 1
        let index: Int
        if let known = diagnoses.firstIndex(where: { $0.code == code }) {
            index = known
        } else {
            index = diagnoses.count
            diagnoses.append(OpenDiagnosis(id: "d\(nextNumber)", finding: finding, code: code, summary: summary))
            nextNumber += 1
        }
        let before = diagnoses[index].standing
        diagnoses[index].add(finding, summary: summary, subject: subject, place: place, words: &words)
        let isNews = before != diagnoses[index].standing
        if isNews { markChanged(index) }
        return index
    }

    mutating func add(_ blocks: [BadBlock], to index: Int) {
        revision += 1
        diagnoses[index].add(blocks)
    }

    /// Enters what was found out about the reason of a diagnosis, as far as there is one with this code.
    mutating func explain(_ code: DiagnosisCode, _ explanation: GarbageExplanation, summary: String) {
        guard let index = diagnoses.firstIndex(where: { $0.code == code }),
            diagnoses[index].explain(explanation, summary: summary)
        else { return }
        markChanged(index)
    }

    mutating func resolve(_ resolutions: [Rule.Resolution]) {
        revision += 1
        for index in diagnoses.indices {
            for resolution in resolutions where diagnoses[index].resolve(resolution) { markChanged(index) }
        }
    }

    /// User space runs: the boot has survived what was found so far.
    mutating func survive() {
        revision += 1
        for index in diagnoses.indices where !diagnoses[index].isSurvived && !diagnoses[index].isResolved {
            diagnoses[index].isSurvived = true
            if diagnoses[index].severity > .warning { markChanged(index) }
        }
    }

    /// Something became known that bears on causes or places: whether it is news, the weighing will tell.
    mutating func reconsider() {
        hasNews = true
    }

    /// Whether there is anything to take; asked at every line.
    var hasChanges: Bool { hasNews || !changed.isEmpty }

    /// Takes the open diagnoses that are to be looked at again, if any are.
    mutating func takeReconsidered() -> Range<Int> {
        defer { hasNews = false }
        return hasNews ? diagnoses.indices : 0..<0
    }

    private mutating func markChanged(_ index: Int) {
        revision += 1
        if !changed.contains(index) { changed.append(index) }
    }

    /// Takes the diagnoses whose events are out of date.
    mutating func takeChanged() -> [Int] {
        defer { changed.removeAll(keepingCapacity: true) }
        return changed
    }

    /// Keeps a weighing for the next event of the diagnosis.
    mutating func keep(_ weighing: OpenDiagnosis.Weighing, for index: Int) {
        diagnoses[index].weighing = weighing
        wayBack = weighing.wayBack
    }

    mutating func nextRevision(of index: Int) -> Int {
        diagnoses[index].nextRevision()
    }

    // MARK: - The primary diagnosis

    /// The earliest sufficient cause of a boot's failure; nil when nothing failed.
    ///
    /// - Parameter state: how far the boot came, which tells whether a mere warning or notice may be the cause.
    func primary(_ state: BootState) -> OpenDiagnosis? {
        let standing = diagnoses.filter { !$0.isResolved && !$0.isSurvived }
        let grave = standing.filter { $0.severity >= .error }
        let warnings = standing.filter { $0.severity == .warning && !Self.consequences.contains($0.code) }
        let causes = grave.filter { !Self.consequences.contains($0.code) }
        if let earliest = Self.earliest(causes) { return Self.failedLoad(before: earliest, in: warnings) ?? earliest }
        if let end = Self.earliest(grave) {
            // What only tells of an end has its reason before it.
            return Self.earliest(warnings.filter { $0.firstLine <= end.firstLine }) ?? end
        }
        if state.isHalted || state.stage == .recovery {
            return Self.earliest(warnings) ?? Self.earliest(standing.filter { $0.severity == .warning })
        }
        if let started = state.autobootLine, state.stage ?? .bootloader <= .bootloader {
            // The loader tried by itself and handed over to nobody.
            return Self.earliest(warnings.filter { $0.lastLine > max(started, state.imageLine) })
        }
        guard !state.isAlive else { return nil }
        // The last word of a kernel that never got to user space, or of a first stage that never got to the next.
        if state.stage == .kernel || state.stage == .spl && state.hasBanner,
            let word = warnings.first(where: { state.lastLine - $0.lastLine <= Self.linesAfterLastWord })
        {
            return word
        }
        guard !state.hasBanner else { return nil }
        // An excerpt: somebody cut out what went wrong. What the boot went on from is not it.
        let recent = standing.filter { $0.lastLine > state.progressLine || state.progressLine <= state.line }
        if let warning = Self.earliest(recent.filter { $0.severity == .warning }) { return warning }
        return Self.earliest(recent.filter { $0.evidenceTotal * 100 >= state.lineCount * Self.excerptShare })
    }

    /// Codes of loads that brought nothing.
    private static let loads: Set<DiagnosisCode> = [.netTransfer, .serialTransfer, .mmcError, .imageMissing]
    /// Lines from the end of a failed load to the refusal of what lies in memory since before.
    private static let linesAfterLoad = 3

    /// The failed load right before an image was not recognised: what was looked at is stale memory.
    private static func failedLoad(before refusal: OpenDiagnosis, in warnings: [OpenDiagnosis]) -> OpenDiagnosis? {
        guard refusal.code == .imageFormat else { return nil }
        return earliest(
            warnings.filter { load in
                loads.contains(load.code) && load.firstLine < refusal.firstLine
                    && refusal.firstLine - load.lastLine <= linesAfterLoad && load.lastLine < refusal.firstLine
            })
    }

    /// Lines that may still follow what a kernel waits for in vain.
    private static let linesAfterLastWord = 1
    /// Per cent of an excerpt's lines that make even a notice its subject.
    private static let excerptShare = 40

    private static func earliest(_ diagnoses: [OpenDiagnosis]) -> OpenDiagnosis? {
        diagnoses.min { $0.firstLine < $1.firstLine }
    }
}

extension OpenDiagnosis {
    /// The severity that counts, now that the boot went on or a later line took it back.
    var effectiveSeverity: Severity {
        if isResolved { return min(severity, .notice) }
        return isSurvived ? min(severity, .warning) : severity
    }

    /// What a revision is worth: as long as it stays the same, more evidence is not news.
    struct Standing: Hashable {
        var severity: Severity
        var isResolved: Bool
        var isSurvived: Bool
        var hasEvidence: Bool
    }

    var standing: Standing {
        Standing(
            severity: severity, isResolved: isResolved, isSurvived: isSurvived, hasEvidence: !evidence.isEmpty)
    }
}
