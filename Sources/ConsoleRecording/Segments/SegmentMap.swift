// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Where the bytes of the present boot stand: which positions of the stream lie in which file. Pure.
struct SegmentMap: Sendable, Hashable {
    /// Bytes that follow each other in the stream and in a file.
    struct Run: Sendable, Hashable {
        var path: String
        /// Of the first byte, in the stream; below zero for what an earlier recorder wrote.
        var position: Int
        /// Of the first byte, in the file.
        var offset: Int
        var count: Int

        var end: Int { position + count }
    }

    /// Holes make runs; before the oldest of so many nothing is known.
    private static let maximumRuns = 64

    /// In the order of the stream; the last is of the segment that is being written.
    private(set) var runs: [Run] = []
    /// Up to where the stream is written or known to be missing.
    private(set) var reached = 0
    /// Of byte 0 of the segment that is being written.
    private(set) var start = 0

    var path: String? { runs.last?.path }

    /// Bytes since the start of the segment that is being written which it lacks.
    var lost: Int {
        runs.last.map { $0.position - $0.offset - start } ?? 0
    }

    /// A file that holds `count` bytes goes on with the stream's next byte.
    mutating func open(_ path: String, count: Int) {
        runs.append(Run(path: path, position: reached - count, offset: 0, count: count))
        start = reached - count
        bound()
    }

    /// Files that the same boot filled before the first one, oldest first, and the bytes in them.
    mutating func precede(_ files: [(path: String, count: Int)]) {
        for file in files.reversed() {
            guard let first = runs.first else { return }
            runs.insert(
                Run(path: file.path, position: first.position - file.count, offset: 0, count: file.count), at: 0)
        }
        bound()
    }

    /// Bytes were written behind the others.
    mutating func append(_ count: Int, at position: Int) {
        guard let last = runs.last else { return }
        if last.end == position {
            runs[runs.count - 1].count += count
        } else if last.count == 0 {
            runs[runs.count - 1] = Run(path: last.path, position: position, offset: last.offset, count: count)
            if last.offset == 0 { start = position }
        } else {
            let offset = last.offset + last.count
            runs.append(Run(path: last.path, position: position, offset: offset, count: count))
            bound()
        }
        reached = position + count
    }

    /// Where in the segment that is being written the byte at a position stands, or the first after it; nil when it
    /// was not written there, or that is not known any more.
    func offset(of position: Int) -> Int? {
        guard let last = runs.last, let first = runs.first(where: { $0.path == last.path }) else { return nil }
        guard position >= first.position else { return first.offset == 0 && position >= start ? 0 : nil }
        guard let run = runs.first(where: { $0.path == last.path && $0.end > position }) else {
            return last.offset + last.count
        }
        return run.offset + max(position - run.position, 0)
    }

    /// What stood in the segment from an offset on was carried over to the beginning of a new one; a boot begins there.
    mutating func cut(at offset: Int, to path: String) {
        guard let old = self.path else { return }
        runs = runs.compactMap { run in
            guard run.path == old, run.offset + run.count > offset else { return nil }
            let skipped = max(offset - run.offset, 0)
            return Run(
                path: path, position: run.position + skipped, offset: run.offset + skipped - offset,
                count: run.count - skipped)
        }
        start = runs.first?.position ?? reached
        if runs.isEmpty { runs = [Run(path: path, position: reached, offset: 0, count: 0)] }
    }

    /// A boot begins with the segment that is being written.
    mutating func beginBoot() {
        let path = path
        runs.removeAll { $0.path != path }
    }

    /// Files that are no longer there.
    mutating func remove(_ paths: [String]) {
        runs.removeAll { paths.contains($0.path) }
    }

    /// The run that holds a position, or the first after it.
    func run(at position: Int) -> Run? {
        runs.first { $0.end > position }
    }

    private mutating func bound() {
        runs.removeFirst(max(runs.count - Self.maximumRuns, 0))
    }
}
