// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

/// Counters in the text form that Prometheus and node_exporter read. Pure.
///
/// See https://prometheus.io/docs/instrumenting/exposition_formats/, version 0.0.4. Series whose labels are known
/// beforehand are there from the start, with 0: a series that appears with its first increment hides that increment.
package struct MetricsPage {
    /// What an HTTP reply says of it.
    package static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

    package let text: String

    package init(_ metrics: ServiceMetrics) {
        var page = MetricsText()
        page.family("bootwatch_build_info", .gauge, "The version that runs; always 1.") {
            $0.sample(1, [("version", metrics.version)])
        }
        page.family("bootwatch_start_time_seconds", .gauge, "When the service started, since the Unix epoch.") {
            $0.sample(nanoseconds: metrics.started.nanoseconds)
        }
        page.family("bootwatch_journal_entries_total", .counter, "Entries that journald has taken.") {
            $0.sample(metrics.journalEntries)
        }
        page.family("bootwatch_journal_dropped_total", .counter, "Entries that journald was too slow for.") {
            $0.sample(metrics.journalDropped)
        }
        Self.write(Self.distinct(metrics.consoles), to: &page)
        text = page.text
    }

    /// Two series with the same labels make a whole page unreadable.
    private static func distinct(_ consoles: [ConsoleMetrics]) -> [ConsoleMetrics] {
        var names: Set<String> = []
        return consoles.filter { names.insert($0.port).inserted }
    }

    private static func write(_ consoles: [ConsoleMetrics], to page: inout MetricsText) {
        let number = {
            (
                page: inout MetricsText, name: String, kind: MetricsText.Kind, help: String,
                value: (ConsoleMetrics) -> Int?
            ) in
            page.family(name, kind, help) { page in
                for console in consoles {
                    guard let value = value(console) else { continue }
                    page.sample(value, [("port", console.port)])
                }
            }
        }
        let table = {
            (
                page: inout MetricsText, name: String, help: String, label: String,
                values: (ConsoleMetrics) -> [(String, Int)]
            ) in
            page.family(name, .counter, help) { page in
                for console in consoles {
                    for (key, value) in values(console) {
                        page.sample(value, [("port", console.port), (label, key)])
                    }
                }
            }
        }
        page.family("bootwatch_port_info", .gauge, "The board at a port; always 1.") { page in
            for console in consoles {
                page.sample(1, [("port", console.port), ("board", console.board ?? "")])
            }
        }
        number(&page, "bootwatch_port_up", .gauge, "Whether the port is open and read.") { $0.isUp ? 1 : 0 }
        number(&page, "bootwatch_received_bytes_total", .counter, "Bytes received from the board.") { $0.receivedBytes }
        number(&page, "bootwatch_sent_bytes_total", .counter, "Bytes sent to the board.") { $0.sentBytes }
        number(&page, "bootwatch_lines_total", .counter, "Lines that the board printed.") { $0.lines }
        table(&page, "bootwatch_line_errors_total", "Errors of the serial line.", "kind") { console in
            LineError.Kind.allCases.map { ($0.rawValue, console.lineErrors[$0] ?? 0) }
        }
        number(&page, "bootwatch_boots_total", .counter, "Boots that began.") { $0.boots }
        table(&page, "bootwatch_boots_by_outcome_total", "Boots that ended, by how.", "outcome") { console in
            Verdict.Outcome.allCases.map { ($0.rawValue, console.bootsByOutcome[$0] ?? 0) }
        }
        table(&page, "bootwatch_diagnoses_total", "Diagnoses, each once a boot.", "code") { console in
            DiagnosisCode.allCases.map { ($0.rawValue, console.diagnoses[$0] ?? 0) }
        }
        table(&page, "bootwatch_queue_dropped_bytes_total", "Bytes that a queue had no room for.", "queue") { console in
            let dropped = console.dropped
            return [("recording", dropped.recording), ("analysis", dropped.analysis), ("viewers", dropped.viewers)]
        }
        number(&page, "bootwatch_recording_bytes", .gauge, "Bytes of the recordings on the disk.") {
            $0.recordingBytes
        }
        number(&page, "bootwatch_bad_blocks", .gauge, "Bad blocks of the flash that the latest boot told of.") {
            $0.badBlocks
        }
        number(&page, "bootwatch_viewers", .gauge, "Viewers attached to the console.") { $0.viewers }
    }
}
