// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc

/// What a path or a descriptor leads to, as far as a port is concerned. See stat(2).
struct DeviceNode: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case characterDevice
        case directory
        case socket
        case pipe
        case other
    }

    var kind: Kind
    /// Major and minor number of the device itself (`st_rdev`).
    var device: UInt64
    /// Of the file system that the node lies in (`st_dev`).
    var fileSystem: UInt64
    var inode: UInt64
    /// The permission bits.
    var mode: UInt32
    var owner: UInt32
    var group: UInt32

    /// nil, and the reason in `errno`, when there is none.
    init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    init?(descriptor: CInt) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    private init(_ status: stat) {
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFCHR: .characterDevice
            case S_IFDIR: .directory
            case S_IFSOCK: .socket
            case S_IFIFO: .pipe
            default: .other
            }
        device = UInt64(status.st_rdev)
        fileSystem = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        mode = status.st_mode & 0o7777
        owner = status.st_uid
        group = status.st_gid
    }

    /// See gnu_dev_major(3).
    static func major(_ device: UInt64) -> UInt64 { (device >> 8) & 0xFFF | (device >> 32) & ~0xFFF }
    static func minor(_ device: UInt64) -> UInt64 { device & 0xFF | (device >> 12) & ~0xFF }

    /// Whether it is the near side of a pseudo-terminal: majors 136 to 143, or 3 for the old BSD ones. See the kernel's
    /// Documentation/admin-guide/devices.txt.
    var isPseudoTerminal: Bool {
        let major = Self.major(device)
        return kind == .characterDevice && (136...143 ~= major || major == 3)
    }
}
