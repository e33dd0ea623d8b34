// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import BoundedWork
import ConsoleRecording
import SerialConsole
import SystemJournal

/// What all consoles of a service have in common.
struct ConsoleSurroundings: Sendable {
    let loop: ReadinessLoop
    /// The thread that all consoles are analysed on.
    let analysis: TaskThread
    let clock: HostClock
    let settings: ReadingSettings
    let journal: ConsoleJournal
    let manager: ServiceManager
    let noteChange: @Sendable () -> Void

    /// The recording of a console; nil where it is not recorded.
    ///
    /// - Parameter wake: called when it is known what was recorded before; must not wait.
    func record(
        _ console: ConsolePlan.Assignment, at time: Timestamp, wake: @escaping @Sendable () -> Void
    ) -> ConsoleRecord? {
        guard console.entry.isRecorded else { return nil }
        let rules = settings.recording
        return ConsoleRecord(
            of: console.name, in: SegmentFolder(path: "\(rules.directory)/\(console.name)", console: console.name),
            by: rules, continues: manager.hasKept(console: console.name), journal: journal, at: time,
            wake: wake)
    }

    /// Keeps a port's descriptor over a restart; nil where nobody does.
    func keeper(named name: String) -> (any DescriptorKeeper)? {
        manager.keeper(ofConsole: name)
    }
}
