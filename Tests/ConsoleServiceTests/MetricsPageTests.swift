// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import ConsoleService
import Testing

struct MetricsPageTests {
    @Test(.enabled(if: MetricsReader.isAvailable, "needs the package prometheus_client of PyPI"))
    func `Prometheus' own parser reads every number`() throws {
        let reader = try MetricsReader(MetricsPage(.sample).text)
        let busy = ["port": "rack3-A50285BI"]
        #expect(reader.value("bootwatch_build_info", ["version": "0.1.0"]) == 1)
        #expect(reader.value("bootwatch_start_time_seconds") == 1_795_289_048.123)
        #expect(reader.value("bootwatch_journal_entries_total") == 99)
        #expect(reader.value("bootwatch_journal_dropped_total") == 1)
        #expect(reader.value("bootwatch_port_info", busy.merging(["board": "acme-router-r2"]) { $1 }) == 1)
        #expect(reader.value("bootwatch_port_up", busy) == 1)
        #expect(reader.value("bootwatch_port_up", ["port": "bench"]) == 0)
        #expect(reader.value("bootwatch_received_bytes_total", busy) == 9_007_199_254_740_991)
        #expect(reader.value("bootwatch_sent_bytes_total", busy) == 12)
        #expect(reader.value("bootwatch_lines_total", busy) == 4_711)
        #expect(reader.value("bootwatch_boots_total", busy) == 5)
        #expect(reader.value("bootwatch_recording_bytes", busy) == 65_536)
        #expect(reader.value("bootwatch_recording_bytes", ["port": "bench"]) == nil)
        #expect(reader.value("bootwatch_bad_blocks", busy) == 7)
        #expect(reader.value("bootwatch_viewers", busy) == 2)
        let labelled: [(name: String, label: String, value: String, number: Double)] = [
            ("bootwatch_line_errors_total", "kind", "framing", 3),
            ("bootwatch_line_errors_total", "kind", "break", 1),
            ("bootwatch_line_errors_total", "kind", "overrun", 0),
            ("bootwatch_boots_by_outcome_total", "outcome", "booted", 3),
            ("bootwatch_boots_by_outcome_total", "outcome", "hung", 0),
            ("bootwatch_diagnoses_total", "code", "flash.bad-block", 4),
            ("bootwatch_diagnoses_total", "code", "boot.hang", 0),
            ("bootwatch_queue_dropped_bytes_total", "queue", "viewers", 1_024),
            ("bootwatch_queue_dropped_bytes_total", "queue", "recording", 0),
            ("bootwatch_queue_dropped_bytes_total", "queue", "analysis", 0),
        ]
        for sample in labelled {
            let labels = busy.merging([sample.label: sample.value]) { $1 }
            #expect(reader.value(sample.name, labels) == sample.number, "\(sample.name) \(sample.value)")
        }
    }

    @Test(
        .enabled(if: MetricsReader.isAvailable, "needs the package prometheus_client of PyPI"),
        arguments: [
            "a \"quoted\" board", "back\\slash", "back\\nslash", "two\nlines", "", "{}, =", "Prüfstand 3 🛠", "\\",
        ])
    func `a board may be called anything`(board: String) throws {
        var metrics = ServiceMetrics.sample
        metrics.consoles[0].board = board
        let reader = try MetricsReader(MetricsPage(metrics).text)
        #expect(reader.value("bootwatch_port_info", ["port": "rack3-A50285BI", "board": board]) == 1)
    }

    @Test func `counters are counters, and what goes down again is a gauge`() throws {
        var kinds: [String: String] = [:]
        for line in MetricsPage(.sample).text.split(separator: "\n") where line.hasPrefix("# TYPE ") {
            let words = line.split(separator: " ").map(String.init)
            #expect(kinds.updateValue(words[3], forKey: words[2]) == nil, "\(words[2]) stands there twice")
        }
        #expect(kinds.count == 17)
        for (name, kind) in kinds {
            #expect(name.hasPrefix("bootwatch_"))
            #expect((kind == "counter") == name.hasSuffix("_total"), "\(name) is a \(kind)")
        }
    }

    @Test func `every series stands there once, also when two consoles have one name`() {
        var metrics = ServiceMetrics.sample
        metrics.consoles.append(ConsoleMetrics(port: "bench"))
        let series = MetricsPage(metrics).text.split(separator: "\n").filter { !$0.hasPrefix("#") }
            .compactMap { $0.split(separator: " ").first }
        #expect(Set(series).count == series.count)
    }

    @Test func `a service without consoles says what it is, and nothing of ports`() {
        let metrics = ServiceMetrics(version: "1", started: Timestamp(nanoseconds: 1_500_000_000))
        #expect(
            MetricsPage(metrics).text == """
                # HELP bootwatch_build_info The version that runs; always 1.
                # TYPE bootwatch_build_info gauge
                bootwatch_build_info{version="1"} 1
                # HELP bootwatch_start_time_seconds When the service started, since the Unix epoch.
                # TYPE bootwatch_start_time_seconds gauge
                bootwatch_start_time_seconds 1.500
                # HELP bootwatch_journal_entries_total Entries that journald has taken.
                # TYPE bootwatch_journal_entries_total counter
                bootwatch_journal_entries_total 0
                # HELP bootwatch_journal_dropped_total Entries that journald was too slow for.
                # TYPE bootwatch_journal_dropped_total counter
                bootwatch_journal_dropped_total 0

                """)
    }
}
