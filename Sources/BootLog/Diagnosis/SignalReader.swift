// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Reads out of a case file the signals that bear on one diagnosis.
///
/// Each signal is a plain statement about the capture; what it means for a cause is said by the weights in the packs.
struct SignalReader {
    let file: CaseFile
    let diagnosis: OpenDiagnosis
    /// The place that the diagnosis is about.
    let location: FlashLocation?
    /// All diagnoses of the boot.
    let others: [OpenDiagnosis]
    let history: BootHistory
    let boot: BootState

    /// Pages or offsets with ECC failures from which on "every page fails" is the better description.
    private static let manyPlaces = 12
    /// Lines after a typed command that are taken for its output.
    private static let commandReach = 12
    /// Consecutive bad eraseblocks that no wear makes.
    private static let badRun = 6

    /// - Parameter families: the families of signals that are of use; others are not worth the work.
    func read(into signals: inout SignalSet, families: Set<String>) {
        let partition = location?.partition
        let name = location?.name
        if families.contains("flash") { addFlashSignals(partition: partition, name: name, to: &signals) }
        if families.contains("header") { addHeaderSignal(name: name, to: &signals) }
        addTransferSignals(to: &signals)
        addLayoutSignals(to: &signals)
        for number in diagnosis.errorNumbers { signals.add(Signal(name: "errno.\(number)", value: String(number))) }
        let isFloating = diagnosis.words["jedec.floating"] != nil
        for (name, line) in diagnosis.words where !(isFloating && name == "jedec.unknown") {
            // All ff or all 00 is no id at all, though the message is that of an unknown one.
            signals.add(Signal(name: name, lines: [line]))
        }
        for other in others {
            // What a loader skipped bears on whatever it checked afterwards.
            if let line = other.words["skipping-bad-block"] {
                signals.add(Signal(name: "skipping-bad-block", lines: [line]))
            }
        }
        if let fault = file.readFault, location == nil || location?.place.mtd == nil || fault.mtd == location?.place.mtd
        {
            let name = fault.isRefusal ? "read.refused" : "read.io-error"
            signals.add(Signal(name: name, lines: [fault.line], partition: location?.name))
        }
        for other in others where other.code != diagnosis.code && !other.isResolved {
            let isBefore = other.firstLine <= diagnosis.firstLine
            signals.add(
                Signal(name: (isBefore ? "code:" : "code-after:") + other.code.rawValue, lines: [other.firstLine]))
        }
        if diagnosis.isSurvived { signals.add(Signal(name: "survived")) }
        signals.add(Signal(name: "severity.\(diagnosis.severity.rawValue)"))
        switch boot.cause {
        case .watchdog: signals.add(Signal(name: "reset.watchdog", lines: [boot.line]))
        case .brownOut: signals.add(Signal(name: "reset.power", lines: [boot.line]))
        case .exception: signals.add(Signal(name: "reset.exception", lines: [boot.line]))
        default: break
        }
        if boot.hasTypedCommand { signals.add(Signal(name: "person.interrupted")) }
        if let command = file.commands.last(where: { $0.line <= diagnosis.firstLine }),
            diagnosis.firstLine - command.line <= Self.commandReach
        {
            signals.add(Signal(name: "person.command", lines: [command.line], value: command.text))
        }
        if families.contains("boots") {
            for signal in history.signals(for: diagnosis.code) { signals.add(signal) }
        }
    }

    // MARK: - Flash

    private static let flashSignals: [(kind: FlashFault.Kind, inside: String, elsewhere: String)] = [
        (.badBlock, "flash.bad-block.in-range", "flash.bad-block.elsewhere"),
        (.eccUncorrectable, "flash.ecc-uncorrectable.in-range", "flash.ecc-uncorrectable.elsewhere"),
        (.eccCorrected, "flash.ecc-corrected.in-range", "flash.ecc-corrected.elsewhere"),
        (.ioError, "flash.io-error.in-range", "flash.io-error.elsewhere"),
    ]

    private func addFlashSignals(partition: FlashLayout.Partition?, name: String?, to signals: inout SignalSet) {
        let listed = listedBadBlocks(in: partition)
        guard !file.faults.isEmpty || !file.flash.badBlocks.isEmpty else {
            if file.hasFlashActivity { signals.add(Signal(name: "flash.clean")) }
            return
        }
        var found = Self.flashSignals.map { kind in
            (
                kind: kind.kind, inside: Signal(name: kind.inside, count: 0, partition: name),
                elsewhere: Signal(name: kind.elsewhere, count: 0, partition: name)
            )
        }
        if !listed.isEmpty, let badBlocks = found.firstIndex(where: { $0.kind == .badBlock }) {
            found[badBlocks].inside.count = listed.count
            found[badBlocks].inside.lines = listed.prefix(4).map(\.line)
        }
        for index in file.faults.indices {
            let kind = file.faults[index].kind
            guard let place = found.firstIndex(where: { $0.kind == kind }) else { continue }
            if isInside(file.faults[index], partition: partition, name: name) {
                found[place].inside.count += 1
                if found[place].inside.lines.count < 4 { found[place].inside.lines.append(file.faults[index].line) }
            } else if file.faults[index].place.isKnown {
                found[place].elsewhere.count += 1
                if found[place].elsewhere.lines.count < 4 {
                    found[place].elsewhere.lines.append(file.faults[index].line)
                }
            }
        }
        for kind in found {
            if kind.inside.count > 0 {
                signals.add(kind.inside)
            } else if name != nil, kind.elsewhere.count > 0 {
                signals.add(kind.elsewhere)
            }
        }
        let isCleanRange = name != nil && found.allSatisfy { $0.inside.count == 0 }
        if isCleanRange { signals.add(Signal(name: "flash.clean-range", partition: name)) }
        addRoomSignal(badBlocks: listed.count, partition: partition, to: &signals)
        addPatternSignals(to: &signals)
    }

    /// Bad blocks that are stepped over push the end of an image out of its partition.
    private func addRoomSignal(badBlocks: Int, partition: FlashLayout.Partition?, to signals: inout SignalSet) {
        guard badBlocks > 0, let size = partition?.size, let announced = file.announcedBytes,
            let block = file.flash.layouts.lazy.compactMap(\.eraseblockSize).first, block > 0
        else { return }
        let (skipped, overflow) = UInt64(badBlocks).multipliedReportingOverflow(by: block)
        let (needed, tooMuch) = announced.addingReportingOverflow(skipped)
        guard !overflow, !tooMuch, announced <= size, needed > size else { return }
        signals.add(Signal(name: "range.pushed-out", count: badBlocks, partition: location?.name))
    }

    private func isInside(_ fault: FlashFault, partition: FlashLayout.Partition?, name: String?) -> Bool {
        if let range = partition?.range, fault.place.mtd == nil, fault.place.partition == nil,
            let offset = file.offset(of: fault.place)
        {
            return range.contains(offset)
        }
        guard let name else { return false }
        return fault.partition == name
    }

    private func listedBadBlocks(in partition: FlashLayout.Partition?) -> [BadBlock] {
        guard let partition else { return [] }
        return file.flash.badBlocks(in: partition).filter { !$0.isReservedForTable }
    }

    private func addPatternSignals(to signals: inout SignalSet) {
        var places: Set<UInt64> = []
        var blocks: [UInt64] = []
        var uncorrectable = Signal(name: "flash.ecc-few", count: 0)
        for fault in file.faults {
            if fault.kind == .eccUncorrectable {
                uncorrectable.count += 1
                if uncorrectable.lines.count < 4 { uncorrectable.lines.append(fault.line) }
                if let place = fault.place.offset ?? fault.place.page ?? fault.place.block { places.insert(place) }
            } else if fault.kind == .badBlock, let block = fault.place.block {
                blocks.append(block)
            }
        }
        if uncorrectable.count > 0 {
            if places.count >= Self.manyPlaces { uncorrectable.name = "flash.ecc-many" }
            uncorrectable.count = max(places.count, 1)
            signals.add(uncorrectable)
        }
        blocks.sort()
        var run = 1
        for (left, right) in zip(blocks, blocks.dropFirst()) {
            run = right == left &+ 1 ? run + 1 : 1
            if run >= Self.badRun {
                signals.add(Signal(name: "flash.bad-run", count: run))
                break
            }
        }
    }

    // MARK: - Headers

    private func addHeaderSignal(name: String?, to signals: inout SignalSet) {
        if let printed = diagnosis.magic, let signal = Self.header(printed.magic), signal != "header.expected" {
            signals.add(Signal(name: signal, lines: [printed.line], partition: name, value: printed.text))
        }
        guard !file.dumps.isEmpty else { return }
        guard
            let dump = file.dumps.last(where: { dump in
                guard let source = dump.source, let mtd = FlashPlace.mtdNumber(source) else { return name == nil }
                return mtd == location?.place.mtd || file.flash.partition(mtd: mtd)?.name == name && name != nil
            }), dump.address == 0 || dump.source == nil, dump.bytes.count >= 4
        else { return }
        let magic = ImageMagic(firstBytes: dump.bytes)
        let lead = dump.bytes.prefix(4).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined(
            separator: " ")
        signals.add(
            Signal(
                name: Self.header(magic) ?? "header.wrong", lines: [dump.lines.lowerBound], partition: name,
                value: lead))
    }

    /// What the first bytes say about the image; nil when they say nothing.
    private static func header(_ magic: ImageMagic) -> String? {
        switch magic {
        case .html: "header.html"
        case .text: "header.text"
        case .erased: "header.erased"
        case .zero: "header.zero"
        case .vendor, .huawei, .seama, .netgear, .realtek, .trendChip: "header.vendor"
        case .unknown: nil
        default: "header.expected"
        }
    }

    // MARK: - Transfers and layouts

    private func addTransferSignals(to signals: inout SignalSet) {
        if file.hasOneTransfer, let got = file.transferredBytes, let announced = file.announcedBytes {
            // A legacy header is 64 bytes beyond the size that it announces: U-Boot include/image.h.
            let (needed, overflow) = announced.addingReportingOverflow(64)
            let isShort = !overflow && got < needed
            signals.add(
                Signal(
                    name: isShort ? "transfer.short" : "transfer.complete",
                    value: isShort ? "\(got) of \(needed) bytes" : "\(got) bytes"))
        }
        if let announced = file.announcedBytes, file.loadedImage.overlaps(size: announced) {
            signals.add(Signal(name: "load.overlaps", lines: [file.loadedImage.line]))
        }
        if let line = file.unfinishedUpdate { signals.add(Signal(name: "update.unfinished", lines: [line])) }
        if let sum = file.unsteadySum {
            signals.add(Signal(name: "checksum.unsteady", lines: [sum.line], value: sum.values))
        }
        if let sums = file.memorySums.comparison {
            let name = sums.areEqual ? "checksum.same" : "checksum.differs"
            signals.add(
                Signal(name: name + (sums.isReloaded ? "-after-load" : ""), lines: sums.lines, value: sums.values))
        }
        for other in others where !other.isResolved {
            switch other.code {
            case .netTransfer, .serialTransfer: signals.add(Signal(name: "transfer.failed", lines: [other.firstLine]))
            case .envInvalid: signals.add(Signal(name: "env.default", lines: [other.firstLine]))
            default: break
            }
        }
    }

    private func addLayoutSignals(to signals: inout SignalSet) {
        if let line = file.overlapLine { signals.add(Signal(name: "layout.overlap", lines: [line])) }
        if let line = file.conflictLine { signals.add(Signal(name: "layout.conflict", lines: [line])) }
        if let line = file.halfBadLine { signals.add(Signal(name: "flash.half-bad", lines: [line])) }
    }
}
