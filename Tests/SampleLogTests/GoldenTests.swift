// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import Glibc
import TestSupport
import Testing

@Suite struct GoldenTests {
    /// Whether the goldens are to be written anew: `RECORD_GOLDEN=1 swift test`.
    private static let isRecording = getenv("RECORD_GOLDEN") != nil

    @Test(arguments: SampleLog.all)
    func `a sample log gives the events beside it`(log: SampleLog) throws {
        let events = Analysis(try log.bytes()).json(file: log.name)
        guard !Self.isRecording else {
            try SampleFolder.write(events, to: log.goldenName)
            Issue.record("recorded \(log.goldenName): look at the difference, then run without RECORD_GOLDEN")
            return
        }
        let golden = try SampleFolder.read(log.goldenName)
        guard events != golden else { return }
        Issue.record(
            "\(Self.difference(events, golden)); record anew with RECORD_GOLDEN=1 swift test, and read the difference")
    }

    /// The first line that is not the same, in words.
    private static func difference(_ events: [UInt8], _ golden: [UInt8]) -> String {
        let (new, old) = (events.split(separator: 0x0A), golden.split(separator: 0x0A))
        for (number, (left, right)) in zip(new, old).enumerated() where left != right {
            return """
                event \(number + 1) differs
                now:    \(String(decoding: left.prefix(600), as: UTF8.self))
                golden: \(String(decoding: right.prefix(600), as: UTF8.self))
                """
        }
        return "\(new.count) events, the golden has \(old.count)"
    }

    @Test func `every golden belongs to a log`() {
        let names = Set(SampleLog.all.map(\.goldenName))
        #expect(SampleFolder.files.filter { $0.hasSuffix(".events.jsonl") && !names.contains($0) } == [])
    }

    @Test(.disabled(if: isRecording), arguments: SampleLog.all)
    func `a golden is JSON Lines and ends with the verdict on the capture`(log: SampleLog) throws {
        let lines = try SampleFolder.read(log.goldenName).split(separator: 0x0A)
        let values = try lines.map { try JSONValue($0) }
        #expect(values.allSatisfy { $0["file"] == .string(log.name) && $0["version"] == .number(1) })
        #expect(values.last?["event"] == .string("verdict"))
        #expect(values.last?["scope"] == .string("capture"))
    }
}
