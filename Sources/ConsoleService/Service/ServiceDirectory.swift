// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import ConsoleRecording
import ControlInterface
import EventSinks
import Glibc
import SystemJournal

/// What the control socket and the metrics are told of the service and its consoles.
struct ServiceDirectory: ConsoleDirectory {
    let supervisor: ConsoleSupervisor
    let journal: JournalWriter
    let version: String
    let started: Timestamp
    /// The main file.
    let configuration: String

    func consoles() -> [any ControlledConsole] { supervisor.keepers }

    func console(named name: String) -> (any ControlledConsole)? {
        supervisor.keepers.first { $0.name == name }
    }

    var service: ServiceStatus {
        ServiceStatus(
            version: version, started: RFC3339.string(nanosecondsSinceEpoch: started.nanoseconds), pid: Int(getpid()),
            configuration: configuration, journalEntries: journal.sent, journalDropped: journal.dropped)
    }

    var metrics: ServiceMetrics {
        var metrics = ServiceMetrics(
            version: version, started: started, consoles: supervisor.keepers.map(\.metrics))
        metrics.journalEntries = journal.sent
        metrics.journalDropped = journal.dropped
        return metrics
    }
}

extension ConsoleKeeper {
    fileprivate var metrics: ConsoleMetrics {
        let tally = parts.board.tally
        let status = status
        let recorder = parts.recording?.recorder
        var metrics = ConsoleMetrics(port: name, board: entry.board)
        metrics.isUp = status.port.state == .open
        metrics.receivedBytes = status.receivedBytes
        metrics.sentBytes = status.sentBytes
        metrics.lines = tally.lines
        metrics.lineErrors = tally.lineErrors
        metrics.boots = tally.boots
        metrics.bootsByOutcome = tally.bootsByOutcome
        metrics.diagnoses = tally.diagnoses
        metrics.viewers = status.viewers
        metrics.dropped.recording = recorder?.lostBytes ?? 0
        metrics.dropped.analysis = tally.unread
        metrics.dropped.viewers = parts.viewers.droppedBytes
        metrics.recordingBytes = recorder?.position
        metrics.badBlocks = tally.badBlocks
        return metrics
    }
}
