// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Synchronization

/// Tells that something which is counted has changed, to whoever came to listen later than those who tell began.
/// A class: both sides share it.
final class ChangeSignal: Sendable {
    private let listener = Mutex<(@Sendable () -> Void)?>(nil)

    func tell(_ listener: @escaping @Sendable () -> Void) {
        self.listener.withLock { $0 = listener }
    }

    func note() {
        listener.withLock(\.self)?()
    }
}
