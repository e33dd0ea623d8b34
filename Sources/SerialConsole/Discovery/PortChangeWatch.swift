// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import SystemPackage

/// Wakes when something may have changed about the ports of this host. One descriptor for both ways to know: udev's
/// events and the file system's.
struct PortChangeWatch: ~Copyable, Sendable {
    private let sources: ReadableSet
    private var folders: FolderWatch
    /// nil where events of udev cannot be had; then the file system tells alone.
    private let monitor: UdevMonitor?

    /// - Parameters:
    ///   - path: the node, or a link to it, whose folders are watched.
    ///   - loop: the one that watches; whoever waits may wait elsewhere.
    /// - Throws: `SourceError` with code `.cannotRead` when the system gives no more descriptors.
    init(path: String, loop: ReadinessLoop) throws(SourceError) {
        self.init(
            sources: try Self.made(for: path, ReadableSet.init),
            folders: try Self.made(for: path) { () throws(Errno) in try FolderWatch(loop: loop) },
            monitor: Self.makeMonitor(), path: path)
    }

    private init(
        sources: consuming ReadableSet, folders: consuming FolderWatch, monitor: consuming UdevMonitor?, path: String
    ) {
        sources.add(folders.readiness)
        if let descriptor = monitor?.descriptor { sources.add(descriptor) }
        folders.follow(path: path)
        self.sources = sources
        self.folders = folders
        self.monitor = monitor
    }

    private static func makeMonitor() -> UdevMonitor? {
        guard let context = UdevContext() else { return nil }
        return UdevMonitor(subsystem: "tty", context: context)
    }

    private static func made<Owner: ~Copyable>(
        for path: String, _ make: () throws(Errno) -> Owner
    ) throws(SourceError) -> Owner {
        do {
            return try make()
        } catch {
            throw SourceError(.cannotRead, on: path, detail: "changes of its folder cannot be watched", errno: error)
        }
    }

    /// Readable when something may have changed.
    var readiness: FileDescriptor { sources.descriptor }

    /// Takes all that waits, and from now on watches the way to `path` as it is now. Look at the state after this, not
    /// before: what changes later wakes again.
    mutating func drain(path: String) {
        folders.drain()
        monitor?.drain()
        folders.follow(path: path)
    }
}
