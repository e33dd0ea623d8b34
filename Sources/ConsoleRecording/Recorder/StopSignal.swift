// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BoundedWork
import Synchronization

/// Tells a recorder's thread to come to an end, also while it waits. A class: both threads share it.
final class StopSignal: Sendable {
    private let value = Atomic(false)
    private let semaphore = ThreadSemaphore()

    var isSet: Bool { value.load(ordering: .acquiring) }

    func set() {
        value.store(true, ordering: .releasing)
        semaphore.signal()
    }

    /// Waits so many nanoseconds, or until it is set. Returns whether it is set.
    func wait(nanoseconds: Int64) -> Bool {
        guard !isSet else { return true }
        return semaphore.wait(nanoseconds: nanoseconds) || isSet
    }
}
