// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import CSystemd
import Glibc
import Synchronization

/// The service manager's socket, by libsystemd. It waits while the manager takes nothing.
struct NotificationSocket: ~Copyable, Sendable {
    /// Microseconds that a barrier waits. The manager's watchdog waits longer for the pulse behind it.
    static let barrierPatience: UInt64 = 5_000_000

    private let report: @Sendable (String) -> Void
    private let isReported = Atomic(false)

    /// - Parameter report: told once, when the manager cannot be told something.
    init(report: @escaping @Sendable (String) -> Void) {
        self.report = report
    }

    func send(_ notification: Notification) {
        switch notification {
        case .state(let text): check(sd_notify(0, text))
        case .pulse: check(sd_notify(0, "WATCHDOG=1"))
        case .remove(let name): check(sd_notify(0, "FDSTOREREMOVE=1\nFDNAME=\(name.text)"))
        case .store(let descriptors, let name):
            let text = "FDSTORE=1\nFDNAME=\(name.text)"
            check(
                descriptors.withUnsafeBufferPointer { descriptors in
                    sd_pid_notify_with_fds(0, 0, text, descriptors.baseAddress, UInt32(descriptors.count))
                })
            for descriptor in descriptors { close(descriptor) }
        case .barrier(let barrier):
            barrier.end(isTaken: check(sd_notify_barrier(0, Self.barrierPatience)))
        }
    }

    /// Returns whether it was sent.
    @discardableResult
    private func check(_ status: CInt) -> Bool {
        if status >= 0 { return true }
        if !isReported.exchange(true, ordering: .relaxed) {
            report("The service manager cannot be told anything: \(String(cString: strerror(-status))).")
        }
        return false
    }
}
