// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog
import Glibc
import SystemPackage

/// A console's folder: a recording a boot, named by the console and the time of its first byte.
///
/// ```text
/// rack3-12/rack3-12-20261121T192408.123Z.log
/// rack3-12/rack3-12-20261121T192408.123Z.log.times
/// ```
///
/// Each is a recording as any other. Files of other names are nobody's business here.
package struct SegmentFolder: Sendable, Hashable {
    /// A recording in the folder.
    package struct Segment: Sendable, Hashable {
        package var name: String
        package var path: String
        /// As its name says; see ``SegmentFolder/name(console:at:)``.
        package var began: Timestamp
        /// Raw bytes.
        package var bytes: Int
        /// Bytes of the recording and its index.
        package var size: Int
    }

    private static let suffix = ".log"

    package let path: String
    /// As it stands in the names.
    package let console: String

    /// - Parameters:
    ///   - path: of the console's own folder; it is made when something is recorded.
    ///   - console: its name.
    package init(path: String, console: String) {
        self.path = path
        self.console = Self.plainName(console)
    }

    /// The name of the segment that begins at a moment.
    ///
    /// - Returns: such as `ttyUSB0-20261121T163502.123Z.log`.
    package static func name(console: String, at time: Timestamp) -> String {
        "\(plainName(console))-\(CalendarTime(time).compact)\(suffix)"
    }

    /// Fit for any file system.
    private static func plainName(_ console: String) -> String {
        let safe = console.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "-" }
        return safe.isEmpty ? "console" : String(safe.prefix(64))
    }

    // MARK: - What is there

    /// Oldest first.
    package var segments: [Segment] { names.compactMap(segment) }

    package var newest: Segment? { last(1).last }

    /// The newest ones, oldest first; however many there are, no others are looked at.
    func last(_ count: Int) -> [Segment] {
        var last: [Segment] = []
        for name in names.reversed() {
            guard last.count < count else { break }
            if let segment = segment(name) { last.append(segment) }
        }
        return last.reversed()
    }

    /// Names of segments, oldest first.
    private var names: [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                // SAFETY: readdir(3) ends the name, which is no longer than d_name.
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if beginning(of: name) != nil { names.append(name) }
        }
        // Their times have one length: what sorts first is the oldest.
        return names.sorted()
    }

    /// nil where it is gone, or no regular file.
    private func segment(_ name: String) -> Segment? {
        let path = "\(path)/\(name)"
        guard let began = beginning(of: name), let bytes = Self.size(of: path) else { return nil }
        let size = bytes + (Self.size(of: TimeIndex.path(of: path)) ?? 0)
        return Segment(name: name, path: path, began: began, bytes: bytes, size: size)
    }

    /// The newest segment, and those before it as far as they fit; oldest first.
    ///
    /// - Parameters:
    ///   - maximum: raw bytes together; the newest is there in any case.
    ///   - count: segments at most.
    package func recent(maximum: Int = 4 << 20, count: Int = 4) -> [Segment] {
        var rest = maximum
        let recent = last(count).reversed().enumerated().prefix { index, segment in
            rest -= segment.bytes
            return index == 0 || rest >= 0
        }
        return recent.map(\.element).reversed()
    }

    /// The moment in a name; nil for names of other files.
    private func beginning(of name: String) -> Timestamp? {
        guard name.hasPrefix(console + "-"), name.hasSuffix(Self.suffix) else { return nil }
        return CalendarTime.moment(compact: name.dropFirst(console.utf8.count + 1).dropLast(Self.suffix.utf8.count))
    }

    /// Of a regular file; nil for anything else.
    private static func size(of path: String) -> Int? {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil
    }

    // MARK: - What is done with it

    /// Removes the oldest segments that are too old, or too much; a segment's end is the next one's beginning.
    ///
    /// - Parameters:
    ///   - open: path of the one that is being written, which stays.
    ///   - now: nil where the age does not matter.
    /// - Returns: those that were removed.
    @discardableResult
    package func tidy(keeping limits: SegmentLimits, except open: String?, at now: Timestamp?) -> [Segment] {
        let segments = segments
        var total = segments.reduce(0) { $0 + $1.size }
        var removed: [Segment] = []
        for (segment, next) in zip(segments, segments.dropFirst()) where segment.path != open {
            let isOld =
                if let age = limits.age, let now { now.nanoseconds(since: next.began) > age } else { false }
            guard isOld || total > limits.totalBytes else { continue }
            guard Self.remove(segment.path) else { continue }
            total -= segment.size
            removed.append(segment)
        }
        return removed
    }

    /// The index goes first: a recording without it is still seen as one.
    ///
    /// - Returns: whether the recording is gone.
    @discardableResult
    static func remove(_ path: String) -> Bool {
        unlink(TimeIndex.path(of: path))
        return unlink(path) == 0
    }

    /// Makes the folder and those above it.
    func make() throws(RecordingError) {
        var above = ""
        for part in path.split(separator: "/") {
            above += above.isEmpty && !path.hasPrefix("/") ? String(part) : "/\(part)"
            guard mkdir(above, 0o750) != 0, errno != EEXIST, access(above, X_OK) != 0 else { continue }
            throw RecordingError(.cannotOpen, path: path, errno: Errno(rawValue: errno))
        }
    }
}
