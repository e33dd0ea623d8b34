// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import ConsoleRecording
import RulePacks
import SystemJournal
import TestSupport
import Testing

@testable import ConsoleService

struct ConsoleReadingTests {
    private static let failing = BootText.loader + BootText.badChecksum
    private static let healthy = BootText.loader + BootText.kernel + BootText.userSpace

    @Test(arguments: [1, 7, 64, 4_096]) func `a recording is cut at the first byte of a boot, however the bytes come`(
        portion: Int
    ) {
        var stream = ConsoleStream()
        stream.receive(Self.healthy, portion: portion)
        stream.wait(seconds: 5)
        stream.receive(Self.failing, portion: portion)
        #expect(stream.cuts.map(\.position) == [Self.healthy.utf8.count])
    }

    @Test func `a console that prints nothing but banners makes a segment a second at most`() {
        var stream = ConsoleStream()
        for _ in 0..<200 { stream.receive(Self.failing) }
        // A tenth of a second a boot.
        #expect((15...21).contains(stream.cuts.count))
    }

    @Test func `nothing is cut where nothing is recorded`() {
        var stream = ConsoleStream(recording: nil)
        for _ in 0..<30 { stream.receive(Self.failing) }
        #expect(stream.cuts.isEmpty)
        #expect(!stream.entries.isEmpty)
        #expect(stream.entries.allSatisfy { $0.values(of: "BOOTWATCH_RECORDING").isEmpty })
    }

    @Test func `a diagnosis is told once a boot, and the verdict at its end`() {
        var stream = ConsoleStream()
        for _ in 0..<3 {
            stream.receive(Self.failing)
            stream.wait(seconds: 2)
        }
        let ids = stream.ids
        #expect(Set(ids).count == ids.count)
        #expect(ids.count { $0.hasSuffix("/verify.checksum") } == 3)
        #expect(ids.count { $0.hasSuffix("/verdict") } == 2)
    }

    @Test func `boots that come in one read are known apart, also when they are read again`() {
        var stream = ConsoleStream()
        stream.receive(Self.failing + Self.failing + Self.failing + Self.failing)
        let ids = stream.ids
        #expect(Set(ids).count == ids.count)
        #expect(ids.count { $0.hasSuffix("/verify.checksum") } == 4)

        var again = ConsoleStream(recording: nil)
        again.reading.beginRecall()
        again.reading.enter(segment: "/rec/board-1.log", bootBegan: ConsoleStream.began)
        again.receive(Self.failing + Self.failing + Self.failing + Self.failing)
        let recalled = again.reading.endRecall(position: 0)
        #expect(recalled.flatMap { $0.values(of: "BOOTWATCH_ID") } == ids)
    }

    @Test func `what is said right after a boot's beginning points to its own segment, before that is there`() throws {
        var stream = ConsoleStream(recording: "/rec/board-20200101T000000.000Z.log")
        stream.receive(Self.healthy)
        stream.wait(seconds: 5)
        stream.receive(Self.failing)
        let cut = try #require(stream.cuts.first)
        let path = "/rec/\(SegmentFolder.name(console: "board", at: cut.time))"
        let entry = try #require(stream.entries.first { $0.isDiagnosis })
        #expect(entry.values(of: "BOOTWATCH_RECORDING").first?.hasPrefix("\(path):") == true)
        // What the recorder has not done yet says nothing.
        stream.reading.note(recording: "/rec/board-20200101T000000.000Z.log", start: 0)
        #expect(stream.reading.boot.recording == path)
        // There was no room for another file.
        stream.reading.note(recording: "/rec/board-20200101T000000.000Z.log", start: 0, cuts: 1)
        #expect(stream.reading.boot.recording == "/rec/board-20200101T000000.000Z.log")
        #expect(stream.reading.boot.start == 0)
        #expect(stream.reading.boot.firstLine == 1)
    }

    @Test func `a diagnosis names its lines and bytes in the recording`() throws {
        var stream = ConsoleStream(board: "acme-r2")
        stream.receive(Self.healthy)
        stream.wait(seconds: 5)
        stream.receive(Self.failing)
        let entry = try #require(
            stream.entries.first { $0.isDiagnosis && $0.values(of: "BOOTWATCH_CODE") == ["verify.checksum"] })
        let line =
            try #require(
                Self.failing.split(separator: "\n", omittingEmptySubsequences: false)
                    .firstIndex { $0.contains("Bad Data CRC") }) + 1
        #expect(entry.values(of: "BOOTWATCH_LINE") == ["\(line)"])
        #expect(entry.values(of: "BOOTWATCH_BOARD") == ["acme-r2"])
        let place = try #require(entry.values(of: "BOOTWATCH_RECORDING").first?.split(separator: ":").last)
        let ends = place.split(separator: "-").compactMap { Int($0) }
        try #require(ends.count == 2)
        let bytes = Array(Self.failing.utf8)
        #expect(String(decoding: bytes[ends[0]..<ends[1]], as: UTF8.self).contains("Bad Data CRC"))
    }

    @Test(arguments: [0, 1, 2, 3]) func `what is read again after a restart is known by the same ids`(boots: Int) {
        var first = ConsoleStream()
        for _ in 0..<boots {
            first.receive(Self.failing)
            first.wait(seconds: 2)
        }
        let began = boots == 0 ? ConsoleStream.began : first.now
        let earlier = first.ids
        first.receive(Self.failing)
        // A loop is told of the boots before, which are not read again.
        let told = first.ids.dropFirst(earlier.count).filter {
            !$0.hasSuffix("/verdict") && !$0.hasSuffix("/boot.loop")
        }
        #expect(!told.isEmpty)

        // The next life reads the segment of that boot.
        var second = ConsoleStream(recording: nil)
        second.reading.beginRecall()
        second.reading.enter(segment: "/rec/board-1.log", bootBegan: began)
        second.receive(.chunk(RecordedChunk(Array(Self.failing.utf8), time: began)))
        let recalled = second.reading.endRecall(position: 0)
        #expect(recalled.flatMap { $0.values(of: "BOOTWATCH_ID") } == told)
        #expect(second.entries.isEmpty)
        // It goes on where the other stopped.
        second.receive(Self.healthy)
        #expect(second.ids.contains { $0.hasSuffix("/verdict") })
        #expect(second.cuts.map(\.position) == [0])
    }

    @Test func `new rules hold from the next boot on, which is read whole by them`() throws {
        let text = """
            pack = "mine"
            [[rule]]
            id = "mine.memory"
            match = ["DRAM: 128 MiB"]
            code = "memory.init"
            severity = "error"
            summary = "Less memory than this board has"
            source = "this test"
            examples = ["DRAM: 128 MiB"]
            """
        let pack = try RulePack(PackSource(file: "mine.toml", text: text))
        let settings = ReadingSettings(ConsoleStream.edition, journal: JournalRules(), recording: RecordingRules())
        settings.replaceRules(
            with: ReadingSettings.Edition(
                rules: RuleSet(ShippedKnowledge.rules + pack.rules), knowledge: ShippedKnowledge.knowledge))

        var stream = ConsoleStream()
        stream.receive(Self.healthy)
        stream.wait(seconds: 5)
        stream.reading.offer(settings.edition)
        stream.receive("DRAM:  128 MiB\n")
        #expect(!stream.ids.contains { $0.hasSuffix("/memory.init") })
        stream.receive(Self.failing, portion: 5)
        #expect(stream.ids.count { $0.hasSuffix("/memory.init") } == 1)
        let entry = try #require(stream.entries.last { $0.values(of: "BOOTWATCH_CODE") == ["memory.init"] })
        #expect(entry.values(of: "BOOTWATCH_LINE") == ["3"])
        #expect(stream.ids.count == Set(stream.ids).count)
        #expect(stream.reading.tally.boots == 2)
    }

    @Test func `what is dropped before the analysis is counted, and the places go on`() {
        var stream = ConsoleStream()
        stream.receive("hello\n")
        var effects: [ConsoleReading.Effect] = []
        stream.reading.noteDropped(1_000, at: stream.now, effects: &effects)
        #expect(stream.reading.tally.unread == 1_000)
        #expect(stream.reading.places.position == 1_006)
    }

    @Test func `a silence that lasts too long is marked, so that a replay notices it too`() {
        var stream = ConsoleStream()
        stream.receive(BootText.loader + BootText.kernel)
        stream.wait(seconds: 600)
        #expect(stream.effects.contains { if case .noteQuiet = $0 { true } else { false } })
        #expect(stream.ids.contains { $0.hasSuffix("/boot.hang") })
    }

    @Test func `a console is mirrored line by line only when asked`() {
        var stream = ConsoleStream()
        stream.receive("one\r\n")
        stream.reading.mirrorsConsole = true
        stream.receive("two\r\nthr")
        stream.receive("ee\r\n")
        let mirrored = stream.entries.filter { $0.messageID == .consoleLine }.map(\.message)
        #expect(mirrored == ["board| two", "board| three"])
    }
}
