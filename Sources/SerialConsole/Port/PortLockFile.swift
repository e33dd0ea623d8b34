// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc

/// The lock files of uucp, minicom and others: `/var/lock/LCK..ttyUSB0` holds the pid of who claims the port. They are
/// read, never written: they outlive a crash, and flock(2) does not. See the Filesystem Hierarchy Standard, /var/lock.
enum PortLockFile {
    private static let directories = ["/var/lock", "/run/lock", "/var/spool/lock"]

    /// Who claims a port by a lock file; nil when nobody does who is still running.
    ///
    /// A file whose process runs but has not got the port open, where that can be seen, was left behind: pids are used
    /// again.
    ///
    /// - Parameter path: the node itself, no link to it.
    static func claimant(
        ofPath path: String, device: UInt64, directories: [String] = PortLockFile.directories
    ) -> PortHolder? {
        guard let base = path.split(separator: "/").last else { return nil }
        let own = getpid()
        for directory in directories {
            guard let content = SmallFile.read("\(directory)/LCK..\(base)", limit: 256), let pid = pid(in: content),
                pid != own, let holder = PortHolder(pid: pid), !PortHolders.isSurelyNotOpen(device, by: pid)
            else { continue }
            return holder
        }
        return nil
    }

    /// The kernel gives no higher one: PID_MAX_LIMIT, include/linux/threads.h. Four characters of text lie above.
    private static let highestPID: Int32 = 4 << 20

    /// The pid as ten characters of text, with whatever a program adds after it, or as four bytes of this host.
    static func pid(in content: [UInt8]) -> Int32? {
        let digits = content.drop { $0 == UInt8(ascii: " ") }.prefix { 0x30...0x39 ~= $0 }
        let pid: Int32?
        if !digits.isEmpty {
            pid = Int32(String(decoding: digits, as: UTF8.self))
        } else if content.count == 4 {
            pid = content.withUnsafeBytes { $0.loadUnaligned(as: Int32.self) }
        } else {
            pid = nil
        }
        return pid.flatMap { 1...highestPID ~= $0 ? $0 : nil }
    }
}
