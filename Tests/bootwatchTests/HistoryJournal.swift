// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import Glibc
import SystemJournal
import TestSupport

/// Journal files of hosts, made by systemd's own programs from what bootwatch would write.
struct HistoryJournal: ~Copyable {
    /// What stands in an entry before its own fields.
    struct Host {
        var name: String
        var machine: String

        static let first = Host(name: "lab-a", machine: "11112222333344445555666677778888")
        static let second = Host(name: "lab-b", machine: "21112222333344445555666677778888")
    }

    /// A boot of a console, as its output tells it.
    struct Boot {
        var console = "rack1"
        var board: String? = "router"
        /// Nanoseconds since the epoch.
        var time: Int64
        var output: String

        /// What the service writes of it: its diagnoses and its verdict.
        var entries: [(time: Int64, fields: [JournalField])] {
            let analysis = Analysis(output)
            let context = ConsoleContext(console: console, board: board, boot: 1, bootID: "boot of \(time)")
            let diagnoses = analysis.diagnoses.map { diagnosis in
                diagnosis.state == .resolved
                    ? JournalEntry.resolved(diagnosis, in: context) : JournalEntry.diagnosis(diagnosis, in: context)
            }
            let verdicts = analysis.bootVerdicts.prefix(1).map { JournalEntry.verdict($0, in: context) }
            return (diagnoses + verdicts).enumerated().map { index, entry in
                (time: time + Int64(index) * 1_000_000, fields: entry.fields)
            }
        }
    }

    static let remote = "/usr/lib/systemd/systemd-journal-remote"
    static let upload = "/usr/lib/systemd/systemd-journal-upload"
    static let hour: Int64 = 3_600_000_000_000
    static let day = 24 * hour

    private let folder: Folder
    var path: String { folder.path }

    init() throws(SystemError) {
        folder = try Folder()
    }

    /// A moment so many hours ago, to the second.
    static func ago(hours: Int64) -> Int64 {
        (Int64(time(nil)) - hours * 3_600) * 1_000_000_000
    }

    /// Writes a file of a host's journal.
    func add(_ boots: [Boot], of host: Host = .first, file: String = "a.journal") throws {
        try add(boots.flatMap(\.entries), of: host, file: file)
    }

    func add(
        _ entries: [(time: Int64, fields: [JournalField])], of host: Host = .first, file: String = "a.journal"
    ) throws {
        try add(
            entries.map { (time: $0.time, fields: $0.fields.map { (name: $0.name, value: $0.value) }) }, of: host,
            file: file)
    }

    /// Writes entries of anybody's: names and values go in as they are.
    func add(
        _ entries: [(time: Int64, fields: [(name: String, value: String)])], of host: Host = .first,
        file: String = "a.journal"
    ) throws {
        var command = Command("--output=\(folder.path)/\(file)", "-")
        command.program = Self.remote
        command.input = Self.export(entries, of: host)
        let result = try command.run()
        guard result.status == 0 else { throw Refusal(text: result.errors) }
    }

    struct Refusal: Error {
        var text: String
    }

    /// https://systemd.io/JOURNAL_EXPORT_FORMATS: values as lengths and bytes, so that they may hold anything.
    private static func export(
        _ entries: [(time: Int64, fields: [(name: String, value: String)])], of host: Host
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        for (index, entry) in entries.enumerated() {
            bytes +=
                """
                __REALTIME_TIMESTAMP=\(entry.time / 1_000)
                __MONOTONIC_TIMESTAMP=\(index + 1)
                _BOOT_ID=00112233445566778899aabbccddeeff
                _MACHINE_ID=\(host.machine)
                _HOSTNAME=\(host.name)

                """.utf8
            for field in entry.fields {
                bytes += "\(field.name)\n".utf8
                let count = UInt64(field.value.utf8.count)
                for shift in stride(from: UInt64(0), to: 64, by: 8) { bytes.append(UInt8(count >> shift & 0xFF)) }
                bytes += field.value.utf8
                bytes.append(0x0A)
            }
            bytes.append(0x0A)
        }
        return bytes
    }

    /// Runs `bootwatch history` on it.
    func history(_ arguments: String...) throws -> Command.Result {
        var command = Command("history", "--journal", folder.path)
        command.arguments += arguments
        command.environment["TZ"] = "UTC"
        return try command.run()
    }

    /// The object that `--json` gives.
    func json(_ arguments: String...) throws -> JSONValue {
        var command = Command("history", "--json", "--journal", folder.path)
        command.arguments += arguments
        let result = try command.run()
        return try JSONValue(result.output.utf8.dropLast())
    }
}

extension HistoryJournal.Boot {
    static func good(_ time: Int64, console: String = "rack1") -> Self {
        Self(
            console: console, time: time,
            output: BootText.loader + BootText.goodChecksum + BootText.kernel + BootText.userSpace)
    }

    static func bad(_ time: Int64, console: String = "rack1") -> Self {
        Self(console: console, time: time, output: BootText.loader + BootText.badChecksum)
    }

    /// Comes up on a flash with so many bad blocks.
    static func worn(_ blocks: Int, _ time: Int64, console: String = "rack1") -> Self {
        let scan = (0..<blocks).map {
            "[    1.000000] Bad eraseblock \($0 * 7) at 0x\(String($0 * 7 << 17, radix: 16))\n"
        }
        return Self(
            console: console, time: time,
            output: BootText.loader + BootText.goodChecksum + BootText.kernel + scan.joined() + BootText.userSpace)
    }
}
