// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import SystemPackage

/// Tells that something may have changed in the folders that lead to a node: for what udev does not report, such as
/// pseudo-terminals and hosts without udevd. See inotify(7).
struct FolderWatch: ~Copyable {
    /// Readable when something changed.
    let descriptor: FileDescriptor
    /// By the kernel's number for each.
    private var folders: [Int32: String] = [:]

    /// - Throws: `Errno`: the user's limit of inotify instances, or of descriptors.
    init() throws(Errno) {
        let number = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
        guard number >= 0 else { throw Errno(rawValue: errno) }
        descriptor = FileDescriptor(rawValue: number)
    }

    deinit {
        // Nothing is lost with it, ignoring.
        try? descriptor.close()
    }

    /// Watches the folder of a path, and those that its links lead through; where one does not exist, what is there of
    /// the way to it. Everything else is no longer watched.
    ///
    /// To be called again after each change: what came or went may lead elsewhere now.
    mutating func follow(path: String) {
        var wanted: [Int32: String] = [:]
        for step in NodePath.chain(from: path) { add(NodePath.folder(of: step), to: &wanted) }
        // A folder that was replaced has a new number; the old one is gone already, or is dropped here.
        for number in folders.keys where wanted[number] == nil { inotify_rm_watch(descriptor.rawValue, number) }
        folders = wanted
    }

    /// Takes all that waits. What it says is not used: the file system tells the state after all of it, and also what
    /// overflowed.
    func drain() {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while let count = try? buffer.withUnsafeMutableBytes({ try descriptor.read(into: $0) }), count > 0 {}
    }

    private func add(_ folder: String, to wanted: inout [Int32: String]) {
        let names = folder.split(separator: "/").map(String.init)
        // From the folder itself towards the root, up to one that exists.
        for count in stride(from: names.count, through: 0, by: -1) {
            guard let number = watch(Self.path(of: names.prefix(count), like: folder)) else { continue }
            wanted[number] = folder
            // Watch first, look after: the next folder may have come in between.
            var depth = count
            while depth < names.count, let number = watch(Self.path(of: names.prefix(depth + 1), like: folder)) {
                wanted[number] = folder
                depth += 1
            }
            return
        }
    }

    /// The number of a folder's watch, the same when it is watched already; nil when there is no such folder.
    private func watch(_ folder: String) -> Int32? {
        let events =
            IN_CREATE | IN_ATTRIB | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF
        let number = inotify_add_watch(descriptor.rawValue, folder, UInt32(events) | UInt32(IN_ONLYDIR))
        return number >= 0 ? number : nil
    }

    private static func path(of names: some Collection<String>, like folder: String) -> String {
        (folder.hasPrefix("/") ? "/" : "./") + names.joined(separator: "/")
    }
}
