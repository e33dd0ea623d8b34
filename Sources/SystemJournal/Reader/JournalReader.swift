// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import CSystemd
import Glibc

/// Reads journal files, in the order of time as far as files of several hosts have one. See sd-journal(3).
///
/// Damaged files give what they still hold. Use by one thread at a time.
package struct JournalReader: ~Copyable {
    /// Bytes of a field that are read; what the service writes stays under 4,096.
    package static let maximumFieldLength = 8 * 1_024
    /// Fields of a record, of those that are wanted.
    package static let maximumFields = 256

    package let place: JournalPlace
    private let journal: OpaquePointer
    private let wanted: Set<String>?

    /// Opens what lies there now.
    ///
    /// - Parameters:
    ///   - place: whose journal.
    ///   - fields: names of fields that records shall have; nil for all of them.
    /// - Throws: `JournalError` with code `.cannotOpen`.
    package init(_ place: JournalPlace, fields: Set<String>? = nil) throws(JournalError) {
        var opened: OpaquePointer?
        let status: Int32
        switch place {
        case .local:
            // As journalctl(1) does, and the namespaces besides: the service may have been given one of its own.
            let flags = Int32(SD_JOURNAL_LOCAL_ONLY | SD_JOURNAL_ALL_NAMESPACES)
            status = sd_journal_open_namespace(&opened, nil, flags)
        case .path(let path):
            if Self.isFolder(path) {
                status = sd_journal_open_directory(&opened, path, 0)
            } else {
                status = Self.open(file: path, into: &opened)
            }
        }
        guard status >= 0, let opened else { throw JournalError(code: .cannotOpen, place: place, errno: -status) }
        journal = opened
        self.place = place
        wanted = fields
        sd_journal_set_data_threshold(opened, Self.maximumFieldLength)
    }

    deinit { sd_journal_close(journal) }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFDIR
    }

    private static func open(file: String, into journal: inout OpaquePointer?) -> Int32 {
        file.withCString { path in
            var paths: [UnsafePointer<CChar>?] = [path, nil]
            return sd_journal_open_files(&journal, &paths, 0)
        }
    }

    // MARK: - What is read

    /// Lets only such entries through. Values of one field are alternatives, of several fields all must hold.
    package mutating func match(_ field: String, _ value: String) {
        var text = Array("\(field)=\(value)".utf8)
        // A field's name that is none could never match; ours are literals, ignoring.
        sd_journal_add_match(journal, &text, text.count)
    }

    /// Begins another set of matches: an entry that meets one of the sets is let through.
    package mutating func alternative() {
        sd_journal_add_disjunction(journal)
    }

    /// Lets every entry through again.
    package mutating func removeMatches() {
        sd_journal_flush_matches(journal)
    }

    /// Goes to the first entry at or after a moment; nil for the oldest of all.
    ///
    /// - Parameter time: nanoseconds since the epoch.
    package mutating func seek(to time: Int64?) {
        if let time {
            sd_journal_seek_realtime_usec(journal, UInt64(max(time, 0) / 1_000))
        } else {
            sd_journal_seek_head(journal)
        }
    }

    /// The next entry; those of other times are passed over without looking into them.
    ///
    /// - Parameter period: nanoseconds since the epoch.
    /// - Returns: nil after the last one.
    /// - Throws: `JournalError` with code `.cannotRead`.
    package mutating func next(within period: Range<Int64>? = nil) throws(JournalError) -> JournalRecord? {
        while let time = try nextTime() {
            if let period, !period.contains(time) { continue }
            return JournalRecord(time: time, fields: fields())
        }
        return nil
    }

    /// The entry before the present one, or before the moment that was sought.
    ///
    /// - Returns: nil before the first one.
    /// - Throws: `JournalError` with code `.cannotRead`.
    package mutating func previous() throws(JournalError) -> JournalRecord? {
        guard let time = try time(of: sd_journal_previous) else { return nil }
        return JournalRecord(time: time, fields: fields())
    }

    /// The time of the next entry alone.
    ///
    /// - Throws: `JournalError` with code `.cannotRead`.
    package mutating func nextTime() throws(JournalError) -> Int64? {
        try time(of: sd_journal_next)
    }

    private mutating func time(of step: (OpaquePointer) -> Int32) throws(JournalError) -> Int64? {
        while true {
            let status = step(journal)
            guard status >= 0 else { throw JournalError(code: .cannotRead, place: place, errno: -status) }
            guard status > 0 else { return nil }
            var microseconds: UInt64 = 0
            // An entry without a time is a damaged one.
            guard sd_journal_get_realtime_usec(journal, &microseconds) >= 0 else { continue }
            return Int64(clamping: min(microseconds, UInt64.max / 1_000) * 1_000)
        }
    }

    private mutating func fields() -> [String: [String]] {
        var fields: [String: [String]] = [:]
        var count = 0
        sd_journal_restart_data(journal)
        var data: UnsafeRawPointer?
        var length = 0
        while count < Self.maximumFields, sd_journal_enumerate_available_data(journal, &data, &length) > 0,
            let start = data
        {
            // SAFETY: libsystemd gives `length` bytes that stay until the next call with this journal.
            let bytes = UnsafeRawBufferPointer(start: start, count: length)
            guard let end = bytes.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let name = String(decoding: bytes[..<end], as: UTF8.self)
            if let wanted, !wanted.contains(name) { continue }
            fields[name, default: []].append(
                String(decoding: bytes[(end + 1)...].prefix(Self.maximumFieldLength), as: UTF8.self))
            count += 1
        }
        return fields
    }

    /// Different values of a field in the whole journal, whatever the matches say.
    ///
    /// - Parameter limit: values after which no more are looked for.
    package mutating func values(of field: String, limit: Int = 1_000) -> [String] {
        guard sd_journal_query_unique(journal, field) >= 0 else { return [] }
        var values: [String] = []
        var data: UnsafeRawPointer?
        var length = 0
        sd_journal_restart_unique(journal)
        while values.count < limit, sd_journal_enumerate_available_unique(journal, &data, &length) > 0, let start = data
        {
            // SAFETY: as above.
            let bytes = UnsafeRawBufferPointer(start: start, count: length)
            values.append(String(decoding: bytes.dropFirst(field.utf8.count + 1), as: UTF8.self))
        }
        return values
    }
}
