// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import CSystemd
import Glibc
package import SystemPackage

/// The service manager that started this program, if one did: what it is told, what it watches, and what it keeps for the
/// next life. See sd_notify(3).
///
/// Nothing waits but ``settle(patience:)`` and ``finish(patience:)``. Without a service manager everything does nothing. A
/// class: the parts of the service share it.
package final class ServiceManager: Sendable {
    /// nil when nobody is to be told.
    private let queue: NotificationQueue?
    private let inherited: InheritedDescriptors
    /// Nanoseconds within which the manager wants to hear that the service is alive; nil when it does not watch.
    package let watchdogInterval: Int64?

    /// Reads what the environment tells, and takes the inherited descriptors out of it: to be made once, before the first
    /// thread.
    ///
    /// - Parameter report: told once, as a sentence, when the manager cannot be told something; called on any thread.
    package init(report: @escaping @Sendable (String) -> Void = { _ in }) {
        inherited = .fromEnvironment()
        queue = getenv("NOTIFY_SOCKET") == nil ? nil : NotificationQueue(socket: NotificationSocket(report: report))
        var microseconds: UInt64 = 0
        let isWatched = sd_watchdog_enabled(0, &microseconds) > 0
        watchdogInterval = isWatched ? Int64(min(microseconds, 1 << 50)) * 1_000 : nil
    }

    /// Whether there is somebody to be told.
    package var isPresent: Bool { queue != nil }

    // MARK: - State

    /// The service does its work; after ``reloading()`` too.
    package func ready(status: String? = nil) {
        tell("READY=1", status: status)
    }

    /// What `systemctl status` shows; one a second is told, and the last one.
    package func status(_ text: String) {
        queue?.offer(status: NotificationText.line(text))
    }

    /// The configuration is being read again; ``ready(status:)`` ends it.
    package func reloading() {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        let microseconds = Int64(time.tv_sec) &* 1_000_000 &+ Int64(time.tv_nsec) / 1_000
        tell("RELOADING=1\nMONOTONIC_USEC=\(microseconds)")
    }

    package func stopping(status: String? = nil) {
        tell("STOPPING=1", status: status)
    }

    /// Start, reload or stop take longer: so many nanoseconds from now on.
    package func extendTimeout(nanoseconds: Int64) {
        tell("EXTEND_TIMEOUT_USEC=\(max(nanoseconds, 0) / 1_000)")
    }

    /// The service is alive. See ``WatchdogPulse``.
    package func pulse() {
        queue?.add(.pulse)
    }

    private func tell(_ state: String, status: String? = nil) {
        guard let queue else { return }
        guard let status else { return _ = queue.add(.state(state)) }
        let line = NotificationText.line(status)
        queue.note(status: line)
        queue.add(.state("\(state)\nSTATUS=\(line)"))
    }

    // MARK: - Descriptors

    /// What was passed under a name, such as a listening socket of a socket unit; once. The caller closes it.
    package func takeDescriptors(named name: String) -> [FileDescriptor] {
        inherited.take { $0 == name }.map(\.descriptor)
    }

    /// Has copies of descriptors kept under a name, beside what is kept there already.
    package func store(_ descriptors: [FileDescriptor], named name: String) {
        store(descriptors, as: DescriptorName(name))
    }

    /// Has nothing kept under a name any more.
    package func remove(named name: String) {
        remove(DescriptorName(name))
    }

    func store(_ descriptors: [FileDescriptor], as name: DescriptorName) {
        guard let queue else { return }
        // The owner may close its own before they are sent.
        let copies = descriptors.map { fcntl($0.rawValue, F_DUPFD_CLOEXEC, 0) }.filter { $0 >= 0 }
        if !copies.isEmpty { queue.add(.store(copies, name)) }
    }

    func remove(_ name: DescriptorName) {
        queue?.add(.remove(name))
    }

    func take(_ name: DescriptorName) -> [FileDescriptor] {
        takeDescriptors(named: name.text)
    }

    /// What keeps a console's port; nil when there is nobody who would.
    package func keeper(ofConsole name: String) -> PortKeeper? {
        isPresent ? PortKeeper(manager: self, name: DescriptorName(console: name)) : nil
    }

    /// Whether a console's port was kept in an earlier life and is not taken over yet.
    package func hasKept(console name: String) -> Bool {
        inherited.contains(DescriptorName(console: name).text)
    }

    /// Gives up the ports that were kept for consoles which are configured no more: to be called when all others are
    /// taken, or known by ``hasKept(console:)``.
    ///
    /// - Parameter consoles: those that are configured.
    package func giveUpPorts(except consoles: some Sequence<String>) {
        let names = Set(consoles.map { DescriptorName(console: $0).text })
        let prefix = DescriptorName(console: "").text
        var strangers: [String: [FileDescriptor]] = [:]
        for (name, descriptor) in inherited.take({ $0.hasPrefix(prefix) && !names.contains($0) }) {
            strangers[name, default: []].append(descriptor)
        }
        for (name, descriptors) in strangers {
            KeptPort(descriptors).giveUp()
            queue?.add(.state("FDSTOREREMOVE=1\nFDNAME=\(name)"))
        }
    }

    // MARK: - The end

    /// Waits until the manager has taken everything that it was told, the descriptors too. Not for a thread that must not
    /// wait.
    ///
    /// - Parameter patience: nanoseconds.
    /// - Returns: false when it did not in time; true without a manager.
    @discardableResult
    package func settle(patience: Int64) -> Bool {
        guard let queue else { return true }
        let barrier = Notification.Barrier()
        return queue.add(.barrier(barrier)) && barrier.wait(nanoseconds: patience)
    }

    /// Sends what waits, the last status too; nothing is told any more.
    @discardableResult
    package func finish(patience: Int64) -> Bool {
        queue?.finish(patience: patience) ?? true
    }
}
