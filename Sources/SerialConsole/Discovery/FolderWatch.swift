// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import SystemPackage

/// Tells that something may have changed in the folders that lead to a node: for what udev does not report, such as
/// pseudo-terminals and hosts without udevd. See inotify(7).
///
/// Where the system watches no more folders, it becomes readable each second.
struct FolderWatch: ~Copyable, Sendable {
    /// For what else is to be watched with the folders.
    let paths: PathWatch
    /// The kernel's numbers.
    private var folders: Set<Int32> = []

    /// - Throws: `Errno`: the limit of descriptors.
    init(loop: ReadinessLoop) throws(Errno) {
        paths = try PathWatch(loop: loop)
    }

    /// Readable when something changed.
    var readiness: FileDescriptor { paths.readiness }

    /// Watches the folder of a path, and those that its links lead through; where one does not exist, what is there of
    /// the way to it. Everything else is no longer watched.
    ///
    /// To be called again after each change: what came or went may lead elsewhere now.
    mutating func follow(path: String) {
        var wanted: Set<Int32> = []
        do throws(Errno) {
            for step in NodePath.chain(from: path) { try add(NodePath.folder(of: step), to: &wanted) }
        } catch {
            // Some limit is reached: nothing tells, so look by the clock.
            paths.rouseLater()
        }
        // A folder that was replaced has a new number; the old one is gone already, or is dropped here.
        for number in folders.subtracting(wanted) { paths.remove(number) }
        folders = wanted
    }

    /// Takes all that waits. What it says is not used: the file system tells the state after all of it, and also what
    /// overflowed.
    func drain() {
        paths.drain()
    }

    private func add(_ folder: String, to wanted: inout Set<Int32>) throws(Errno) {
        let names = folder.split(separator: "/").map(String.init)
        // From the folder itself towards the root, up to one that exists.
        for count in stride(from: names.count, through: 0, by: -1) {
            guard let number = try watch(Self.path(of: names.prefix(count), like: folder)) else { continue }
            wanted.insert(number)
            // Watch first, look after: the next folder may have come in between.
            var depth = count
            while depth < names.count, let number = try watch(Self.path(of: names.prefix(depth + 1), like: folder)) {
                wanted.insert(number)
                depth += 1
            }
            return
        }
    }

    /// The number of a folder's watch, the same when it is watched already; nil when there is no such folder.
    ///
    /// - Throws: `Errno` when the system watches no more.
    private func watch(_ folder: String) throws(Errno) -> Int32? {
        let events =
            IN_CREATE | IN_ATTRIB | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF
        do throws(Errno) {
            return try paths.add(folder, events: UInt32(events) | UInt32(IN_ONLYDIR))
        } catch {
            guard Self.limits.contains(error) else { return nil }
            throw error
        }
    }

    /// Of watches, of inotify instances, of descriptors, of the kernel's memory.
    private static let limits: [Errno] = [.noSpace, .tooManyOpenFiles, .tooManyOpenFilesInSystem, .noMemory]

    private static func path(of names: some Collection<String>, like folder: String) -> String {
        (folder.hasPrefix("/") ? "/" : "./") + names.joined(separator: "/")
    }
}
