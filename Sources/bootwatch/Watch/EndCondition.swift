// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ArgumentParser
import BootLog

/// What `watch --until` waits for. Pure: standings in, an answer out.
enum EndCondition: String, ExpressibleByArgument, CaseIterable {
    /// It is clear how the boot ends: user space runs, or the boot has failed for good.
    case verdict
    /// A loader's or a shell's prompt.
    case prompt
    /// User space of the normal system runs.
    case userspace

    /// Whether the end has come. A boot that can no longer get there ends the wait too.
    func isMet(by standing: BootStanding) -> Bool {
        switch self {
        case .verdict: standing.isAlive || standing.isDecided
        case .prompt: standing.isAtPrompt || standing.isDecided && standing.isSilent
        case .userspace: standing.isAlive || standing.isDecided
        }
    }

    /// Whether the end that has come is the one that was waited for.
    func isReached(in standing: BootStanding) -> Bool {
        switch self {
        case .verdict: true
        case .prompt: standing.isAtPrompt
        case .userspace: standing.isAlive
        }
    }
}
