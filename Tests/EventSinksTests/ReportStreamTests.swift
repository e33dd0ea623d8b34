// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Testing

@testable import BootLog
@testable import EventSinks

/// What a report says of the stream itself.
struct ReportStreamTests {
    private static func report(_ contents: [(line: Int, content: Event.Content)]) -> (text: String, markdown: String) {
        var sample = ReportSample()
        for (line, content) in contents { sample.send(content, line: line) }
        sample.verdict(.capture, .booted, nil, [], "The board booted")
        return (
            TextReport(style: Style()).render(sample.collector, name: "a.log"),
            MarkdownReport().render(sample.collector, name: "a.log")
        )
    }

    @Test func `holes are told with their reasons and their lines`() {
        let report = Self.report([
            (40, .gap(Gap(.unplugged, duration: 3_260_000_000))),
            (90, .gap(Gap(.dropped, bytes: 512))),
        ])
        let sentence = """
            2 holes in the capture: the adapter was unplugged for 3.2 s before line 40, the reader was too slow, 512 \
            bytes lost before line 90
            """
        let unwrapped = report.text.split(separator: "\n").map { $0.drop { $0 == " " } }.joined(separator: " ")
        #expect(unwrapped.contains(sentence))
        #expect(report.markdown.contains("- " + sentence))
    }

    @Test func `many holes are counted`() {
        let report = Self.report((1...70).map { ($0 * 2, .gap(Gap(.hungUp))) })
        #expect(report.markdown.contains("70 holes in the capture: the other side hung up before line 2, "))
        #expect(report.markdown.contains(", and 67 more"))
    }

    @Test func `what the receiver complained about is told once, with its first line`() {
        let report = Self.report([
            (3, .port(PortNotice(.lineErrors, "8 line errors within 14 bytes"))),
            (9, .port(PortNotice(.lineErrors, "8 line errors within 20 bytes"))),
            (5, .port(PortNotice(.breakSeen, "The line was held low"))),
        ])
        #expect(report.markdown.contains("- 8 line errors within 14 bytes (2 times, first before line 3)"))
        #expect(report.markdown.contains("- The line was held low (before line 5)"))
    }

    @Test func `the life of a port is nothing to report`() {
        let kinds: [PortNotice.Kind] = [.opened, .waiting, .lost, .speed, .closed]
        let report = Self.report(kinds.map { (1, .port(PortNotice($0, "A sentence"))) })
        #expect(!report.text.contains("A sentence"))
        #expect(!report.text.contains("Also noticed"))
    }
}
