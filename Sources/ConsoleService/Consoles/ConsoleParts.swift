// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import BoundedWork
import ConsoleRecording
import SerialConsole
import Synchronization

/// What the sides of one console share: the link's task, the recorder's thread, the analyst's task, those who look on.
struct ConsoleParts: Sendable {
    let name: String
    let entry: PortEntry
    let clock: HostClock
    /// When the service began with this console.
    let began: Timestamp
    let queue: BoundedQueue<ConsoleItem>
    /// The analyst's.
    let waiter: ReadinessWaiter
    /// nil where nothing is to be recorded.
    let recording: ConsoleRecord?
    let viewers: ViewerHub
    let board = ConsoleBoard()
    let settings: ReadingSettings
    let journal: ConsoleJournal
    let noteChange: @Sendable () -> Void
}
