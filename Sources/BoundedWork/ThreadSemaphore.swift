// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc

/// A counting semaphore of the system, for threads only. A class: the system keeps its address.
package final class ThreadSemaphore: @unchecked Sendable {
    // SAFETY: sem_t is made to be used from several threads; its address does not change while it is allocated.
    private let semaphore: UnsafeMutablePointer<sem_t>

    package init() {
        semaphore = .allocate(capacity: 1)
        sem_init(semaphore, 0, 0)
    }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    package func signal() {
        sem_post(semaphore)
    }

    package func wait() {
        while sem_wait(semaphore) != 0, errno == EINTR {}
    }

    /// Returns false when the time is over first.
    package func wait(nanoseconds: Int64) -> Bool {
        var deadline = timespec()
        // The clock that sem_timedwait(3) counts on.
        clock_gettime(CLOCK_REALTIME, &deadline)
        let sum = Int64(deadline.tv_nsec) + nanoseconds % 1_000_000_000
        deadline.tv_sec += Int(nanoseconds / 1_000_000_000 + sum / 1_000_000_000)
        deadline.tv_nsec = Int(sum % 1_000_000_000)
        while true {
            if sem_timedwait(semaphore, &deadline) == 0 { return true }
            if errno != EINTR { return false }
        }
    }
}
