// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

/// Removes what is too much or too old. Looks at the folder only when something is: a board that restarts for ever
/// makes many segments.
struct SegmentRetention: Sendable {
    let folder: SegmentFolder
    let limits: SegmentLimits
    /// Bytes of all segments but the one that is being written; nil before the first look.
    private var total: Int?
    /// When the oldest is too old; nil when no other is there.
    private var due: Timestamp?

    init(folder: SegmentFolder, limits: SegmentLimits) {
        self.folder = folder
        self.limits = limits
    }

    /// A segment begins.
    ///
    /// - Parameters:
    ///   - path: of that segment.
    ///   - size: bytes of the one before it, with its index.
    /// - Returns: paths of segments that were removed.
    mutating func begin(_ path: String, after size: Int, at time: Timestamp) -> [String] {
        if let total {
            self.total = total + size
            if due == nil { due = limits.age.map { time.advanced(byNanoseconds: $0) } }
            let isOld = due.map { $0 < time } ?? false
            guard isOld || total + size > limits.totalBytes else { return [] }
        }
        // Some room to spare, so that the folder is not looked at for every boot.
        var narrow = limits
        narrow.totalBytes -= limits.totalBytes / 16
        let removed = folder.tidy(keeping: narrow, except: path, at: time)
        let left = folder.segments
        total = left.reduce(0) { $0 + ($1.path == path ? 0 : $1.size) }
        due = limits.age.flatMap { age in left.dropFirst().first?.began.advanced(byNanoseconds: age) }
        return removed.map(\.path)
    }
}
