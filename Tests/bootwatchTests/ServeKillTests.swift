// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import BoundedWork
import ConsoleRecording
import Glibc
import SystemJournal
import TestSupport
import Testing

/// `bootwatch serve`, killed at any moment.
@Suite(.enabled(if: JournaldNamespace.obstacle == nil, "needs systemd-journald and root"))
struct ServeKillTests {
    private static let consoles = ["rack1", "rack2", "rack3"]
    /// Bytes that may be missing after a kill: one read, which came and was not written yet.
    private static let policy = 4_096

    @Test(arguments: [1, 2])
    func `fifty kills lose no diagnosis, tell none twice, and leave recordings that open`(seed: UInt64) async throws {
        // Blocks for long: not on the pool.
        try await Task(executorPreference: TaskThread()) { try Self.kill(50, seed: seed) }.value
    }

    private static func kill(_ times: Int, seed: UInt64) throws {
        let journald = try JournaldNamespace.start()
        var load = try RunningService.Load(consoles, seed: seed)
        let service = try RunningService(load.consoles, beside: journald)
        let subscriber = RunningService.Subscriber(service.socket)
        var random = SplitMix64(seed: seed)
        // How long it takes to be ready here and now: as many are killed before that as in the same time after it.
        let beginning = ContinuousClock.now
        try service.start()
        let delay = min(.now - beginning, .seconds(1))
        #expect(try service.manager.end(by: "KILL") == "SIGKILL")
        var ready = 0
        for _ in 1..<times {
            try service.manager.start()
            try load.run(until: .now + delay * Double.random(in: 0..<2.2, using: &random))
            #expect(try service.manager.end(by: "KILL") == "SIGKILL")
            ready += try service.manager.takeAll().count { $0["fields"]?["READY"] != nil }
        }
        // The last life catches up.
        try service.start()
        let end = Array("\r\nthe end\r\n".utf8)
        try load.finish(with: end)
        try service.wait(for: "the end of each console") {
            consoles.allSatisfy { service.recorded($0).suffix(end.count) == end[...] }
        }
        let recorded = consoles.map { service.recorded($0) }
        let marks = recorded.map { failures(in: $0) }
        var missing: [Set<String>] = []
        let patience = ContinuousClock.now + .seconds(20)
        repeat {
            let told = try Self.told(in: entries(journald))
            missing = zip(consoles, marks).map { $1.subtracting(told[$0] ?? []) }
        } while !missing.allSatisfy(\.isEmpty) && .now < patience
        let untold = missing.flatMap(\.self)
        #expect(untold.isEmpty)
        #expect(try service.manager.end(by: "TERM") == "0")
        let events = try subscriber.end()

        var holes: [Int] = []
        for (name, bytes) in zip(consoles, recorded) {
            let found = try #require(
                Self.holes(in: load.sent(name), leaving: bytes), "\(name) is no part of what was sent")
            holes += found
            try open(service, name, holding: bytes.count)
        }
        #expect(holes.allSatisfy { $0 <= policy }, "\(holes)")
        #expect(holes.count <= times * consoles.count)

        let entries = try entries(journald)
        let keys = entries.compactMap { entry -> String? in
            guard let id = entry["BOOTWATCH_ID"]?.string, let kind = entry["MESSAGE_ID"]?.string else { return nil }
            let isChange = kind == "\(MessageID.resolved)" || kind == "\(MessageID.worsened)"
            return isChange ? nil : "\(id) \(kind)"
        }
        let twice = Dictionary(grouping: keys, by: \.self).filter { $1.count > 1 }.keys.sorted()
        #expect(twice.isEmpty, "\(twice)")
        let told = Self.told(in: entries)
        let acknowledged = events.filter { $0["code"]?.string == "verify.checksum" && $0["state"]?.string == "open" }
        for event in acknowledged {
            let name = try #require(event["port"]?.string)
            let text = try #require(event["evidence"]?.array?.first?["text"]?.string)
            let mark = try #require(text.split(separator: " ").last)
            #expect(told[name]?.contains(String(mark)) == true, "\(name): \(text)")
        }
        print(
            """
            kills: \(times), \(ready) of them after it was ready; \(keys.count) diagnoses and verdicts, \
            \(acknowledged.count) acknowledged; \(recorded.reduce(0) { $0 + $1.count }) bytes recorded, holes \(holes)
            """)
        #expect(ready > times / 16)
        #expect(!acknowledged.isEmpty)
    }

    /// The numbers of boots whose first and whose failing line are among the bytes.
    private static func failures(in bytes: [UInt8]) -> Set<String> {
        func marks(_ beginning: String) -> Set<String> {
            let lines = bytes.split(separator: 0x0A).filter { $0.starts(with: beginning.utf8) && $0.last == 0x0D }
            return Set(lines.map { String(decoding: $0.dropLast().suffix(6), as: UTF8.self) })
        }
        return marks("U-Boot 2018.03 (Jan 01 2019 - 00:00:00 +0000) 1")
            .intersection(marks("   Verifying Checksum ... Bad Data CRC 1"))
    }

    /// What the journal holds, as far as it matters here: there is much of it.
    private static func entries(_ journald: borrowing JournaldNamespace) throws -> [JSONValue] {
        let fields = "--output-fields=BOOTWATCH_PORT,BOOTWATCH_ID,MESSAGE_ID,BOOTWATCH_EVIDENCE"
        let text = try journald.journalctl("-o", "json", fields, "SYSLOG_IDENTIFIER=bootwatch").output
        return try text.split(separator: "\n").map { try JSONValue($0.utf8) }
    }

    /// The numbers of boots whose failing line the journal tells, by console.
    private static func told(in entries: [JSONValue]) -> [String: Set<String>] {
        var told: [String: Set<String>] = [:]
        for entry in entries {
            guard let port = entry["BOOTWATCH_PORT"]?.string, let evidence = entry["BOOTWATCH_EVIDENCE"] else {
                continue
            }
            let lines = evidence.string.map { [$0] } ?? evidence.array?.compactMap(\.string) ?? []
            told[port, default: []].formUnion(lines.map { String($0.suffix(6)) })
        }
        return told
    }

    /// Every segment can be read to its end, by the command too.
    private static func open(_ service: RunningService, _ console: String, holding count: Int) throws {
        let segments = service.segments(console)
        var read = 0
        for segment in segments {
            var reader = try RecordingReader(path: segment.path)
            let hasTimes = reader.hasTimes
            #expect(hasTimes)
            while let item = try reader.next() {
                if case .chunk(let chunk) = item { read += chunk.bytes.count }
            }
        }
        #expect(read == count)
        var command = Command("analyze")
        command.arguments += segments.map(\.path)
        let result = try command.run()
        #expect(result.status == 1, "\(result.errors)")
        #expect(result.errors.isEmpty)
    }

    /// How many bytes are missing in each place; nil where there is more than what was sent, or in another order.
    private static func holes(in sent: [UInt8], leaving recorded: [UInt8]) -> [Int]? {
        /// Bytes that are looked at to find the place again: a line and a half.
        let view = 64
        var holes: [Int] = []
        var place = 0
        var index = 0
        while index < recorded.count {
            if place < sent.count, sent[place] == recorded[index] {
                place += 1
                index += 1
                continue
            }
            // Bytes before the hole may be those behind it, too.
            let wanted = recorded[index..<min(index + view, recorded.count)]
            guard let found = (place..<sent.count).first(where: { sent[$0...].starts(with: wanted) }) else {
                return nil
            }
            holes.append(found - place)
            place = found
        }
        return holes
    }
}
