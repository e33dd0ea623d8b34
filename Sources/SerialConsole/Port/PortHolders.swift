// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc

/// Which processes have a port open, found through the descriptors in /proc. See proc_pid_fd(5).
///
/// Processes of other users are seen by root only. A look costs one readlink(2) for each descriptor of the host (measured:
/// 2 to 3 ms with 90 processes, up to 5 µs for each descriptor more), so it is not for every read; see
/// ``SharedAccessWatch``. Only links that look like terminals are followed: a stat(2) of any file could wait for a dead
/// network file system.
package enum PortHolders {
    /// Other processes that have a device open, by rising pid.
    ///
    /// The other side of a pseudo-terminal (QEMU, socat), which may keep the near side open too, is not one of them.
    ///
    /// - Parameters:
    ///   - device: the device number, `st_rdev`.
    ///   - exceptSharers: whether those are left out who have a copy of our own descriptor, and no other: they keep it for
    ///     us. Known by our lock, so it must be ours.
    package static func others(of device: UInt64, exceptSharers: Bool = false) -> [PortHolder] {
        let own = getpid()
        return pids(of: device).filter { pid in
            pid != own && !isFarSide(pid, of: device) && !(exceptSharers && isSharer(pid, of: device))
        }.compactMap(PortHolder.init(pid:))
    }

    /// Who has which terminal open, by device number: one look for the whole list of ports. Our own process is included.
    package static func all() -> [UInt64: [PortHolder]] {
        var holders: [UInt64: [PortHolder]] = [:]
        forEachProcess { pid, descriptors in
            var devices: Set<UInt64> = []
            descriptors.forEachTerminal { device, _ in
                devices.insert(device)
                return true
            }
            guard !devices.isEmpty, !isUnborn(pid), let holder = PortHolder(pid: pid) else { return }
            for device in devices { holders[device, default: []].append(holder) }
        }
        return holders.mapValues { $0.sorted { $0.pid < $1.pid } }
    }

    /// Who holds the flock(2) of a node, also when it belongs to another user. See proc_locks(5).
    static func locker(of node: DeviceNode) -> PortHolder? {
        guard let bytes = SmallFile.read("/proc/locks", limit: 1 << 20) else { return nil }
        return lockers(of: node, in: String(decoding: bytes, as: UTF8.self)).lazy.compactMap(PortHolder.init(pid:))
            .first
    }

    /// `1: FLOCK  ADVISORY  WRITE 708 00:1a:3 0 EOF`: the fifth field is the pid, the sixth major:minor:inode of the file.
    static func lockers(of node: DeviceNode, in locks: String) -> [Int32] {
        locks.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ")
            guard fields.count >= 6, fields[1] == "FLOCK", let pid = Int32(fields[4]), pid > 0 else { return nil }
            let place = fields[5].split(separator: ":")
            guard place.count == 3, let major = UInt64(place[0], radix: 16), let minor = UInt64(place[1], radix: 16),
                let inode = UInt64(place[2])
            else { return nil }
            return major == DeviceNode.major(node.fileSystem) && minor == DeviceNode.minor(node.fileSystem)
                && inode == node.inode ? pid : nil
        }
    }

    /// Whether a process' descriptors could be read and the device is not among them.
    static func isSurelyNotOpen(_ device: UInt64, by pid: Int32) -> Bool {
        guard let descriptors = ProcessDescriptors(of: pid) else { return false }
        return !descriptors.contains(device)
    }

    private static func pids(of device: UInt64) -> [Int32] {
        var pids: [Int32] = []
        forEachProcess { pid, descriptors in
            if descriptors.contains(device), !isUnborn(pid) { pids.append(pid) }
        }
        return pids.sorted()
    }

    /// Whether a process has the master of this pseudo-terminal, too.
    private static func isFarSide(_ pid: Int32, of device: UInt64) -> Bool {
        guard 136...143 ~= DeviceNode.major(device), let descriptors = ProcessDescriptors(of: pid) else { return false }
        let number = (DeviceNode.major(device) - 136) << 20 | DeviceNode.minor(device)
        var isFarSide = false
        descriptors.forEachTerminal { other, descriptor in
            // 5:2 is /dev/ptmx; drivers/tty/pty.c, ptm_open_peer() and pty_show_fdinfo() tell which master it is.
            guard DeviceNode.major(other) == 5, DeviceNode.minor(other) == 2,
                let bytes = SmallFile.read("/proc/\(pid)/fdinfo/\(descriptor)", limit: 4_096)
            else { return true }
            isFarSide = String(decoding: bytes, as: UTF8.self).split(separator: "\n").contains { line in
                line.hasPrefix("tty-index:") && UInt64(line.split(whereSeparator: \.isWhitespace).last ?? "") == number
            }
            return !isFarSide
        }
        return isFarSide
    }

    /// Whether all that a process has open of a device is locked: the lock belongs to the open file, not to the process, so
    /// that copies of a descriptor share it, and fdinfo tells it with each. See proc_pid_fdinfo(5); fs/locks.c,
    /// show_fd_locks().
    private static func isSharer(_ pid: Int32, of device: UInt64) -> Bool {
        guard let descriptors = ProcessDescriptors(of: pid) else { return false }
        var isSharer = true
        descriptors.forEachTerminal { other, descriptor in
            guard other == device else { return true }
            isSharer =
                SmallFile.read("/proc/\(pid)/fdinfo/\(descriptor)", limit: 4_096).map { bytes in
                    String(decoding: bytes, as: UTF8.self).split(separator: "\n").contains { line in
                        line.hasPrefix("lock:") && line.contains("FLOCK") && line.contains("WRITE")
                    }
                } ?? false
            return isSharer
        }
        return isSharer
    }

    /// Whether a process is a copy of ours that is about to become another program: until then it has our descriptors.
    private static func isUnborn(_ pid: Int32) -> Bool {
        guard pid != getpid(), let own = DeviceNode(path: "/proc/self/exe"),
            DeviceNode(path: "/proc/\(pid)/exe") == own,
            let status = SmallFile.read("/proc/\(pid)/status", limit: 4_096)
        else { return false }
        return String(decoding: status, as: UTF8.self).split(separator: "\n").contains { line in
            line.hasPrefix("PPid:") && Int32(line.split(whereSeparator: \.isWhitespace).last ?? "") == getpid()
        }
    }

    private static func forEachProcess(_ body: (Int32, borrowing ProcessDescriptors) -> Void) {
        guard let directory = opendir("/proc") else { return }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            // Processes are the entries that are numbers.
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard let pid = Int32(name), let descriptors = ProcessDescriptors(of: pid) else { continue }
            body(pid, descriptors)
        }
    }
}
