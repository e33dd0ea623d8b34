// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Makes the event of a diagnosis out of what is known at this moment.
struct DiagnosisWriter {
    let file: CaseFile
    let book: DiagnosisBook
    let model: CauseModel
    let history: BootHistory
    let boot: BootState

    /// - Returns: the event, and the weighing to keep for the next one.
    func diagnosis(
        _ index: Int, revision: Int, state: Diagnosis.State
    ) -> (event: Diagnosis, weighing: OpenDiagnosis.Weighing) {
        let open = book.diagnoses[index]
        let location = location(of: open)
        let weighing = weigh(open, location: location)
        let event = Diagnosis(
            id: open.id, revision: revision, state: open.isResolved ? .resolved : state, code: open.code,
            severity: open.effectiveSeverity, confidence: confidence(open), summary: summary(open),
            subject: open.subject ?? (Self.concernsImage(open.code) ? file.loadImage : nil),
            partition: location?.name, offset: location?.offset,
            evidence: open.evidence, furtherEvidence: open.furtherEvidence, badBlocks: open.badBlocks.map(located),
            causes: weighing.causes, steps: weighing.steps, owner: weighing.owner,
            consequenceOf: cause(of: open), isSurvived: open.isSurvived)
        return (event, weighing)
    }

    /// A new weighing of a diagnosis that has had its event already, and whether it changes its place or first cause.
    ///
    /// - Returns: nil when nothing that became known can bear on it.
    func reweigh(_ index: Int) -> (weighing: OpenDiagnosis.Weighing, isNews: Bool)? {
        let open = book.diagnoses[index]
        guard let last = open.weighing, !open.isResolved else { return nil }
        let location = location(of: open)
        // Without a place no layout says more, and a dump speaks of a place or of what a loader has in memory.
        guard location != nil || !file.dumps.isEmpty else { return nil }
        let now = weigh(open, location: location)
        let isNews = now.partition != last.partition || now.causes.first?.cause != last.causes.first?.cause
        return (now, isNews)
    }

    private func location(of open: OpenDiagnosis) -> FlashLocation? {
        let place = open.place ?? (Self.concernsImage(open.code) ? file.loadPlace : nil)
        return place.map { FlashLocation($0, in: file) }
    }

    /// The causes and steps: those of the event before, when nothing became known since.
    private func weigh(_ open: OpenDiagnosis, location: FlashLocation?) -> OpenDiagnosis.Weighing {
        if let last = open.weighing, last.fileRevision == file.revision, last.bookRevision == book.revision {
            return last
        }
        guard let code = model.codes[open.code] else {
            return OpenDiagnosis.Weighing(
                fileRevision: file.revision, bookRevision: book.revision, causes: [], steps: [], owner: .board,
                partition: location?.name, wayBack: book.wayBack)
        }
        let seen = file.firstLineInCapture
        let isFresh = book.wayBack.marker != nil && book.wayBack.seenRules == seen.count
        let wayBack = isFresh ? book.wayBack : WayBack(model.families, seen: seen)
        var signals = SignalSet(model)
        for signal in open.explanation?.signals ?? [] { signals.add(signal) }
        SignalReader(
            file: file, diagnosis: open, location: location, others: book.diagnoses, history: history, boot: boot
        ).read(into: &signals, families: code.families)
        let causes = CauseWeigher.rank(code, signals: signals, firstLineOfRule: file.firstLineOfRule)
        let owner = causes.first.flatMap { first in code.causes.first { $0.id == first.cause }?.owner } ?? code.owner
        return OpenDiagnosis.Weighing(
            fileRevision: file.revision, bookRevision: book.revision, causes: causes,
            steps: steps(
                code, location: location, causes: causes, signals: signals, wayBack: wayBack,
                baudRate: open.explanation?.baudRate),
            owner: owner, partition: location?.name, wayBack: wayBack)
    }

    /// Codes that are about an image which a loader had just read from somewhere.
    private static func concernsImage(_ code: DiagnosisCode) -> Bool {
        switch code {
        case .verifySignature, .verifyChecksum, .verifyRollback, .imageFormat, .imageDecompress, .imageMissing: true
        default: false
        }
    }

    /// How sure it is that what the evidence says is so: graver words are clearer words, garbled lines count for less.
    private func confidence(_ open: OpenDiagnosis) -> Double {
        let base: Double
        switch open.severity {
        case .fatal: base = 0.95
        case .error: base = 0.9
        case .warning: base = 0.75
        case .notice, .info: base = 0.7
        }
        let total = max(open.evidenceTotal, 1)
        let clean = Double(total - open.damagedEvidence) / Double(total)
        let repeated = total > 1 ? (1 - base) * 0.4 : 0
        // What is read after a hole may be of another boot than what was read before it.
        let unbroken = if let gap = boot.gapLine, open.lastLine >= gap { 0.9 } else { 1.0 }
        let confidence = (base + repeated) * (0.6 + 0.4 * clean) * unbroken
        // Whole per cent; an integer's way, for rounding would want the C library.
        return Double(Int(confidence * 100 + 0.5)) / 100
    }

    private func summary(_ open: OpenDiagnosis) -> String {
        if open.isResolved { return open.summary + "; a later line takes it back" }
        return open.isSurvived && open.severity > .notice ? open.summary + "; the boot survived it" : open.summary
    }

    /// The diagnosis that this one follows from: the earliest grave one before it, when it only tells of an end or
    /// comes later in the same boot and is no graver.
    private func cause(of open: OpenDiagnosis) -> String? {
        guard book.diagnoses.count > 1, let primary = book.primary(boot), primary.id != open.id,
            primary.firstLine <= open.firstLine,
            open.severity >= .warning
        else { return nil }
        // A hole between the two may hold the end of a boot.
        if let gap = boot.gapLine, primary.lastLine < gap, open.firstLine >= gap { return nil }
        return primary.id
    }

    /// The next steps, with the device's own names put in where they are known.
    private func steps(
        _ code: CauseModel.Code, location: FlashLocation?, causes: [Diagnosis.Cause], signals: SignalSet,
        wayBack: WayBack, baudRate: Int?
    ) -> [Diagnosis.Step] {
        let steps = CauseWeigher.steps(
            code, causes: causes, knowsSpeed: baudRate != nil, wayBack: wayBack,
            holds: { condition in
                switch condition {
                case .signal(let number): signals[number] != nil
                case .rule(let rule): file.firstLineOfRule[rule] != nil
                }
            })
        return steps.map { known in
            guard known.hasPlaceholder else { return known.step }
            var step = known.step
            step.action = Placeholders.fill(step.action) { name in
                switch name {
                case "partition": partitionName(location)
                case "speed": baudRate.map(String.init) ?? "<speed>"
                case "device": location?.place.device ?? location?.place.mtd.map { "mtd\($0)" } ?? "<device>"
                default: "<\(name)>"
                }
            }
            return step
        }
    }

    /// A name that commands take: a number such as `mtd2` stands for one.
    private func partitionName(_ location: FlashLocation?) -> String {
        if let name = location?.partition?.name, !name.isEmpty { return name }
        if let name = location?.place.partition { return name }
        return location?.place.mtd.map { "<name of mtd\($0)>" } ?? "<partition>"
    }

    private func located(_ block: BadBlock) -> LocatedBlock {
        let partition = block.offset.flatMap { file.flash.partition(containing: $0, device: block.device) }
        return LocatedBlock(offset: block.offset, block: block.block, partition: partition?.name)
    }
}
