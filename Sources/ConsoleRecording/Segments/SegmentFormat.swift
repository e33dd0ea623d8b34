// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

/// Segments of a folder, one of them open: raw bytes and their index, cut where boots begin.
struct SegmentFormat: RecordingFormat, ~Copyable {
    /// Bytes that are carried over into a new segment at most.
    private static let maximumCarried = 4 << 20
    /// Segments before the present one that are looked through for the beginning of its boot.
    private static let maximumEarlier = 16
    /// Changes of the speed whose places are known.
    private static let maximumRates = 8

    private let folder: SegmentFolder
    private let limits: SegmentLimits
    private var retention: SegmentRetention
    private let continues: Bool
    private let ledger: SegmentLedger
    /// Told what was recorded before, once, when nothing of it changes any more.
    private let handOver: (@Sendable (consuming RecordedBoots) -> Void)?
    /// nil until there is a folder and room in it.
    private var segment: OpenSegment?
    private var batch = RecordingBatch()
    /// Where in the batch bytes follow that do not follow in the stream, and their positions.
    private var jumps: [(start: Int, position: Int)] = []
    /// Of the stream's next byte.
    private var position = 0
    private var lastTime: Timestamp?
    /// Speeds, and from which position on.
    private var rates: [(position: Int, rate: Int)] = []
    /// Raw bytes of the segment at which another one is begun.
    private var fullSize: Int
    private var isStayingTold = false

    init(
        folder: SegmentFolder, limits: SegmentLimits, continues: Bool, ledger: SegmentLedger,
        handOver: (@Sendable (consuming RecordedBoots) -> Void)? = nil
    ) {
        self.folder = folder
        self.limits = limits
        retention = SegmentRetention(folder: folder, limits: limits)
        self.continues = continues
        self.ledger = ledger
        self.handOver = handOver
        fullSize = limits.segmentBytes
    }

    // MARK: - Beginning

    mutating func begin(at time: Timestamp, _ persistence: inout Persistence) -> Bool {
        let folder = folder
        let opened = persistence.attempt { () throws(RecordingError) -> OpenSegment in
            try OpenSegment(newestIn: folder, at: time)
        }
        guard let opened else { return false }
        let (path, count) = (opened.path, opened.files.raw.size)
        persistence.path = path
        // What a crash left behind is mended, and nothing is written yet.
        handOver?(RecordedBoots(folder: folder))
        let earlier = Self.earlier(than: path, in: folder)
        ledger.update { map in
            map.open(path, count: count)
            map.precede(earlier)
        }
        batch.add(.mark(.opened), at: time)
        if !continues, let hole = opened.files.hole(until: time) { batch.add(.mark(.gap(hole)), at: time) }
        segment = consume opened
        tidy(after: 0, at: time)
        return true
    }

    /// Segments that the boot filled which goes on in a segment, oldest first.
    private static func earlier(than path: String, in folder: SegmentFolder) -> [(path: String, count: Int)] {
        var path = path
        var earlier: [(path: String, count: Int)] = []
        for segment in folder.last(maximumEarlier).reversed() where segment.path < path {
            guard SegmentCut.head(of: path).contains(.continued) else { break }
            earlier.insert((segment.path, segment.bytes), at: 0)
            path = segment.path
        }
        return earlier
    }

    // MARK: - Writing

    var pendingBytes: Int { batch.bytes.count }

    mutating func add(_ element: RecorderElement) {
        switch element.content {
        case .read(let bytes, _, _):
            if element.position != position || jumps.isEmpty {
                jumps.append((batch.bytes.count, element.position))
            }
            position = element.position + bytes.count
        case .mark(.baudRate(let rate)):
            rates.append((element.position, rate))
            if rates.count > Self.maximumRates { rates.removeFirst() }
        case .mark, .begin, .cut, .end: break
        }
        lastTime = element.time
        batch.add(element.content, at: element.time)
    }

    mutating func flush(_ persistence: inout Persistence) -> Bool {
        guard !batch.isEmpty else { return true }
        if (segment?.files.raw.size ?? 0) >= fullSize, !batch.bytes.isEmpty { goOnInAnother(&persistence) }
        guard var segment = segment.take() else { return false }
        let before = segment.files.raw.size
        let isComplete = batch.write(to: &segment.files, &persistence)
        note(segment.files.raw.size - before)
        self.segment = consume segment
        return isComplete
    }

    /// Tells the ledger where so many bytes of the batch stand now.
    private mutating func note(_ count: Int) {
        ledger.update { map in
            for (index, jump) in jumps.enumerated() {
                let end = min(index + 1 < jumps.count ? jumps[index + 1].start : count, count)
                if end > jump.start { map.append(end - jump.start, at: jump.position) }
            }
        }
        jumps.removeAll(keepingCapacity: true)
        if let lastTime { ledger.note(lastTime) }
    }

    mutating func synchronize(_ persistence: inout Persistence) {
        segment?.files.synchronize(&persistence)
    }

    // MARK: - Another segment

    /// A boot that does not end goes on in another segment.
    private mutating func goOnInAnother(_ persistence: inout Persistence) {
        guard var old = segment.take() else { return }
        let time = lastTime ?? ledger.time
        do throws(RecordingError) {
            var new = try OpenSegment(newIn: folder, at: time, after: old.began)
            do throws(RecordingError) {
                try new.mark([.opened, .continued] + rate(at: position), at: time)
            } catch {
                SegmentFolder.remove(new.path)
                throw error
            }
            // The file is whole without it, ignoring.
            try? old.mark([.closed], at: time)
            old.files.synchronize(&persistence)
            let path = new.path
            ledger.update { $0.open(path, count: 0) }
            go(to: new, after: old.files.raw.size + old.files.index.size, at: time, &persistence)
        } catch {
            segment = consume old
            // Not with each write.
            fullSize += max(limits.segmentBytes / 16, 1)
            stay(error, persistence)
        }
    }

    mutating func cut(at position: Int, time: Timestamp, _ persistence: inout Persistence) {
        beginBoot(at: position, time: time, &persistence)
        ledger.noteCut()
    }

    private mutating func beginBoot(at position: Int, time: Timestamp, _ persistence: inout Persistence) {
        let map = ledger.map
        // Another segment has begun since: the boot's beginning stays where it is.
        guard position >= map.start, var old = segment.take() else { return }
        let size = old.files.raw.size
        var offset = map.offset(of: position) ?? size
        guard offset > 0 else {
            segment = consume old
            return ledger.update { $0.beginBoot() }
        }
        if size - offset > Self.maximumCarried { offset = size }
        do throws(RecordingError) {
            let place = try IndexPlace(in: old.files.index, upTo: offset)
            var new = try OpenSegment(newIn: folder, at: time, after: old.began)
            let first = offset < size ? place.next?.time ?? time : time
            do throws(RecordingError) {
                let carried = offset < size ? [RecordingMark.carried(from: offset)] : []
                try new.mark([.opened] + carried + rate(at: position), at: first)
                if offset < size { try SegmentCut.carry(from: old.files, offset: offset, place: place, to: &new) }
            } catch {
                SegmentFolder.remove(new.path)
                throw error
            }
            let path = new.path
            // First told, then shortened: whoever reads finds the bytes in the one file or the other.
            ledger.update { $0.cut(at: offset, to: path) }
            SegmentCut.shorten(&old.files, to: offset, at: place)
            go(to: new, after: old.files.raw.size + old.files.index.size, at: time, &persistence)
        } catch {
            segment = consume old
            stay(error, persistence)
        }
    }

    /// The speed that a position was read at.
    private func rate(at position: Int) -> [RecordingMark] {
        rates.last { $0.position <= position }.map { [.baudRate($0.rate)] } ?? []
    }

    /// - Parameter size: bytes of the segment before.
    private mutating func go(
        to new: consuming OpenSegment, after size: Int, at time: Timestamp, _ persistence: inout Persistence
    ) {
        persistence.path = new.path
        segment = consume new
        fullSize = limits.segmentBytes
        isStayingTold = false
        tidy(after: size, at: time)
    }

    private mutating func tidy(after size: Int, at time: Timestamp) {
        let removed = retention.begin(ledger.map.path ?? "", after: size, at: time)
        if !removed.isEmpty { ledger.update { $0.remove(removed) } }
    }

    private mutating func stay(_ error: RecordingError, _ persistence: Persistence) {
        guard !isStayingTold else { return }
        isStayingTold = true
        persistence.report(.stays(error))
    }
}
