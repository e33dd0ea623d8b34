// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BoundedWork
import Synchronization

/// What the service manager is to hear, in its order.
enum Notification: Sendable {
    /// Assignments, one a line.
    case state(String)
    /// Descriptors to be kept under a name; they are ours to close.
    case store([CInt], DescriptorName)
    case remove(DescriptorName)
    /// The service is alive.
    case pulse
    /// Tells when the manager has taken everything before.
    case barrier(Barrier)

    /// What somebody waits on. A class: the one who waits and the thread that sends share it.
    final class Barrier: Sendable {
        private let isOver = ThreadSemaphore()
        private let isTaken = Atomic(false)

        func end(isTaken: Bool) {
            self.isTaken.store(isTaken, ordering: .releasing)
            isOver.signal()
        }

        /// Returns whether the manager has taken everything, within so many nanoseconds.
        func wait(nanoseconds: Int64) -> Bool {
            isOver.wait(nanoseconds: nanoseconds) && isTaken.load(ordering: .acquiring)
        }
    }
}
