// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import Synchronization
import SystemPackage

/// The board's side of a pseudo-terminal.
final class ControlledBoard: Sendable {
    let node: String
    private let far: FileDescriptor
    /// Keeps the near side in being while the port is released.
    private let near: FileDescriptor

    init() throws(Errno) {
        var ends: (far: CInt, near: CInt) = (-1, -1)
        guard openpty(&ends.far, &ends.near, nil, nil, nil) == 0 else { throw Errno(rawValue: errno) }
        for end in [ends.far, ends.near] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var settings = termios()
        tcgetattr(ends.near, &settings)
        cfmakeraw(&settings)
        tcsetattr(ends.near, TCSANOW, &settings)
        var name = [CChar](repeating: 0, count: 64)
        ttyname_r(ends.near, &name, name.count)
        node = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        far = FileDescriptor(rawValue: ends.far)
        near = FileDescriptor(rawValue: ends.near)
    }

    deinit {
        try? far.close()
        try? near.close()
    }

    /// Prints everything; waits until the near side has room.
    func print(_ bytes: [UInt8]) throws {
        try far.writeAll(bytes)
    }

    func print(_ text: String) throws {
        try print(Array(text.utf8))
    }

    /// What was sent to the board, at least `count` bytes; fewer when they do not come in time.
    func received(_ count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count, Self.wait(for: far) {
            var buffer = [UInt8](repeating: 0, count: 4_096)
            let length = try buffer.withUnsafeMutableBytes { try far.read(into: $0) }
            bytes += buffer.prefix(length)
        }
        return bytes
    }

    /// Whether anything more was sent to the board than was taken.
    var hasMore: Bool { Self.wait(for: far, milliseconds: 0) }

    /// Waits until a descriptor is readable; false when it is not in time.
    static func wait(for descriptor: FileDescriptor, milliseconds: CInt = 20_000) -> Bool {
        var request = pollfd(fd: descriptor.rawValue, events: Int16(POLLIN), revents: 0)
        return poll(&request, 1, milliseconds) > 0
    }
}
