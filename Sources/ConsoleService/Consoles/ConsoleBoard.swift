// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Synchronization

/// Where a console's analyst writes down what it has counted, and others read it. A class: both sides share it.
final class ConsoleBoard: Sendable {
    private let content = Mutex(ConsoleTally())

    var tally: ConsoleTally { content.withLock(\.self) }

    func set(_ tally: ConsoleTally) {
        content.withLock { $0 = tally }
    }
}
