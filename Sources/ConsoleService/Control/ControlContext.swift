// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Logging

/// What all connections to the control socket share.
struct ControlContext: Sendable {
    let directory: any ConsoleDirectory
    let ledger: ControlLedger
    let worker: ConsoleAttachment.Worker
    /// What takes its time, for a task of the server.
    let works: AsyncStream<@Sendable () async -> Void>.Continuation
    let logger: Logger
}
