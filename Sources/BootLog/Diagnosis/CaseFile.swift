// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// What is known that bears on the causes of a boot's diagnoses: flash faults, dumps, transfers, rules that matched.
///
/// The flash map and its faults are a property of the board and stay from boot to boot; the rest is of one boot.
struct CaseFile: Sendable {
    /// Faults kept; more are counted only.
    static let maximumFaults = 512
    private static let faultsOfEarlierBoots = 64
    private static let maximumDumps = 32
    private static let dumpsOfEarlierBoots = 4
    /// The rules that find such complaints.
    private static let readFaultRules: Set<String> = ["shell.mtd-read-failed", "device.mtd-invalid-argument"]
    private static let updateBegins = "device.update.begins"
    private static let updateEnds = "device.update.ends"
    /// Sums kept of earlier checks.
    private static let maximumSums = 32

    /// Counts whatever was added: as long as it stays the same, a diagnosis need not be weighed anew.
    private(set) var revision = 0
    private(set) var flash = FlashMap()
    private(set) var faults: [FlashFault] = []
    private(set) var droppedFaults = 0
    /// The last line that told of data which ECC could not correct; 0 when none did in this boot.
    private(set) var uncorrectableLine = 0
    private(set) var dumps: [HexDump] = []
    /// The first line at which each rule matched in this boot.
    private(set) var firstLineOfRule: [Int: Int] = [:]
    /// The same over all boots: what the device is does not change.
    private(set) var firstLineInCapture: [Int: Int] = [:]
    /// What the loader said it loads from, last: the subject of a refusal that names none.
    private(set) var loadPlace: FlashPlace?
    private(set) var loadImage: String?
    /// Bytes that the last transfer brought, and bytes that the last image header announced.
    private(set) var transferredBytes: UInt64?
    private(set) var announcedBytes: UInt64?
    /// Whether the last image header can only speak of the last transfer.
    var hasOneTransfer: Bool { transfers == 1 }
    private(set) var hasFlashActivity = false
    /// A command of a person's that could not read an MTD partition.
    private(set) var readFault: (line: Int, mtd: Int, isRefusal: Bool)?
    /// The image that the loader showed last.
    private(set) var loadedImage = LoadedImage()
    /// The line at which an update began that never said that it ended; of this boot or an earlier one.
    private(set) var unfinishedUpdate: Int?
    /// A check whose calculated sum changed though the sum it was compared with did not.
    private(set) var unsteadySum: (line: Int, values: String)?
    private var sums: [String: String] = [:]
    /// The sums over memory that were shown.
    private(set) var memorySums = MemorySums()
    private var locatedLayouts = 0
    /// The line of the first two lists of one device that differ, or of a partition that ends behind its chip.
    private(set) var conflictLine: Int?
    /// The line that counts an eighth of a device's blocks, or more, as bad.
    private(set) var halfBadLine: Int?
    private var transfers = 0
    /// What persons typed at prompts of this boot.
    private(set) var commands: [(line: Int, text: String)] = []
    /// The line of the first layout of which partitions overlap without one holding the other.
    private(set) var overlapLine: Int?

    /// What belongs to one boot is forgotten.
    mutating func beginBoot() {
        revision += 1
        firstLineOfRule.removeAll(keepingCapacity: true)
        loadPlace = nil
        loadImage = nil
        transferredBytes = nil
        announcedBytes = nil
        transfers = 0
        loadedImage = LoadedImage()
        memorySums.beginBoot()
        commands = []
        readFault = nil
        uncorrectableLine = 0
        if dumps.count > Self.dumpsOfEarlierBoots { dumps.removeFirst(dumps.count - Self.dumpsOfEarlierBoots) }
        // The history of the flash counts, but no boot needs all of it.
        if faults.count > Self.faultsOfEarlierBoots { faults.removeFirst(faults.count - Self.faultsOfEarlierBoots) }
    }

    mutating func add(_ layout: FlashLayout) {
        revision += 1
        let layoutsBefore = flash.layouts.count
        flash.add(layout)
        hasFlashActivity = true
        if conflictLine == nil, flash.layouts.count > layoutsBefore, hasConflict {
            conflictLine = layout.lines.lowerBound
        }
        if overlapLine == nil, !FlashMap.overlaps(in: layout).isEmpty { overlapLine = layout.lines.lowerBound }
    }

    private var hasConflict: Bool {
        flash.conflicts.contains { conflict in
            if case .overlap = conflict { false } else { true }
        }
    }

    mutating func add(_ blocks: [BadBlock]) {
        revision += 1
        flash.add(blocks)
        hasFlashActivity = true
    }

    mutating func add(_ dump: HexDump) {
        revision += 1
        if dumps.count == Self.maximumDumps { dumps.removeFirst() }
        dumps.append(dump)
    }

    mutating func add(command: String, line: Int) {
        guard !command.isEmpty else { return }
        memorySums.add(command: command)
        guard commands.count < 256 else { return }
        revision += 1
        commands.append((line, command))
    }

    /// Notes that a rule matched. Returns whether it is the first time in this boot.
    mutating func see(rule: Int, line: Int) -> Bool {
        guard firstLineOfRule[rule] == nil else { return false }
        revision += 1
        firstLineOfRule[rule] = line
        if firstLineInCapture[rule] == nil { firstLineInCapture[rule] = line }
        return true
    }

    /// A tool's complaint that it cannot read a device: `hexdump: /dev/mtd2: Input/output error`.
    private mutating func addReadFault(line: Int, device: String, isRefusal: Bool) {
        guard readFault == nil, let mtd = FlashPlace.mtdNumber(device) else { return }
        revision += 1
        readFault = (line, mtd, isRefusal)
    }

    /// A sum that was calculated over the same content before, in this boot or an earlier one.
    private mutating func compareSum(_ finding: Finding) {
        guard finding.code == .verifyChecksum, let actual = finding.field("actual"),
            let expected = finding.field("expected")
        else { return }
        let key = finding.rule + " " + expected
        if let before = sums[key], before != actual, unsteadySum == nil {
            unsteadySum = (finding.line, "\(before), then \(actual)")
        }
        if sums[key] != nil || sums.count < Self.maximumSums { sums[key] = actual }
    }

    /// Takes what a finding tells besides its diagnosis.
    mutating func add(_ finding: Finding, activity: LoaderActivity?) {
        revision += 1
        let place = FlashPlace(finding)
        if activity == .loading || activity == .verifying {
            if place.isKnown { loadPlace = place }
            if let image = finding.field("image") ?? finding.field("file") { loadImage = image }
        }
        if activity == .flash { hasFlashActivity = true }
        if let size = finding.field("transferred").flatMap(FlashPlace.number) {
            transferredBytes = size
            transfers += 1
        }
        if let size = finding.field("announced").flatMap(FlashPlace.number) { announcedBytes = size }
        if finding.code == .flashBadBlock, let good = finding.field("good").flatMap(FlashPlace.number),
            let bad = finding.field("count").flatMap(FlashPlace.number), bad > good / 7
        {
            halfBadLine = finding.line
        }
        loadedImage.add(finding)
        compareSum(finding)
        memorySums.add(finding)
        if finding.rule == Self.updateBegins { unfinishedUpdate = finding.line }
        if finding.rule == Self.updateEnds { unfinishedUpdate = nil }
        if Self.readFaultRules.contains(finding.rule), let device = finding.field("device") {
            addReadFault(line: finding.line, device: device, isRefusal: finding.rule != "shell.mtd-read-failed")
        }
        guard let kind = Self.faultKind(finding.code) else { return }
        hasFlashActivity = true
        if kind == .eccUncorrectable { uncorrectableLine = finding.line }
        guard faults.count < Self.maximumFaults else {
            droppedFaults += 1
            return
        }
        faults.append(FlashFault(kind: kind, line: finding.line, place: place))
    }

    private static func faultKind(_ code: DiagnosisCode?) -> FlashFault.Kind? {
        switch code {
        case .flashBadBlock: .badBlock
        case .flashECCCorrected: .eccCorrected
        case .flashECCUncorrectable: .eccUncorrectable
        case .flashIOError: .ioError
        default: nil
        }
    }

    // MARK: - Places

    /// Finds out the partitions of faults, where a layout has come or a fault: to be called before weighing.
    mutating func locateFaults() {
        let isStale = locatedLayouts != flash.layouts.count
        locatedLayouts = flash.layouts.count
        for index in faults.indices.reversed() {
            guard isStale || !faults[index].isLocated else { break }
            faults[index].partition = FlashLocation(faults[index].place, in: self).name
            faults[index].isLocated = true
        }
    }

    /// The partition that a place lies in, as far as the layouts known so far tell.
    func partition(at place: FlashPlace) -> FlashLayout.Partition? {
        if let mtd = place.mtd, let partition = flash.partition(mtd: mtd) { return partition }
        if let name = place.partition, let partition = flash.partition(named: name) { return partition }
        if let offset = offset(of: place) { return flash.partition(containing: offset, device: place.device) }
        return nil
    }

    /// Bytes from the start of the device; nil when neither an offset nor a block of known size is named.
    func offset(of place: FlashPlace) -> UInt64? {
        if let offset = place.offset { return offset }
        guard let block = place.block, let size = flash.layouts.lazy.compactMap(\.eraseblockSize).first else {
            return nil
        }
        let (offset, overflow) = block.multipliedReportingOverflow(by: size)
        return overflow ? nil : offset
    }
}
