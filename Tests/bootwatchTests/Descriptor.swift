// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import Synchronization

/// A file descriptor that no child gets unless it is given to it.
struct Descriptor: ~Copyable {
    let number: Int32

    /// Held while a descriptor is made and while a child is started: what is not marked yet must not be inherited.
    static let startLock = Mutex(())

    init(_ number: Int32, of call: String) throws(SystemError) {
        guard number >= 0 else { throw SystemError(call: call) }
        self.number = number
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
    }

    deinit { close(number) }

    /// A file without a name, read from its start.
    static func temporary(holding bytes: [UInt8] = []) throws(SystemError) -> Descriptor {
        var path = Array("/tmp/bootwatch-test-XXXXXX\0".utf8CString)
        let number = startLock.withLock { _ in marked(mkstemp(&path)) }
        let file = try Descriptor(number, of: "mkstemp")
        unlink(path)
        try file.write(bytes)
        lseek(file.number, 0, SEEK_SET)
        return file
    }

    /// Both ends of a pipe.
    struct Pipe: ~Copyable {
        let reader: Descriptor
        let writer: Descriptor
    }

    static func pipe() throws(SystemError) -> Pipe {
        let ends = pipeEnds()
        return Pipe(reader: try Descriptor(ends[0], of: "pipe"), writer: try Descriptor(ends[1], of: "pipe"))
    }

    private static func pipeEnds() -> [Int32] {
        var ends: [Int32] = [-1, -1]
        startLock.withLock { _ in
            _ = Glibc.pipe(&ends)
            for end in ends { _ = marked(end) }
        }
        return ends
    }

    /// A pipe whose reader has gone away.
    static func brokenPipe() throws(SystemError) -> Descriptor {
        let ends = pipeEnds()
        close(ends[0])
        return try Descriptor(ends[1], of: "pipe")
    }

    /// Both ends of a pseudo-terminal.
    struct Terminal: ~Copyable {
        let main: Descriptor
        let replica: Descriptor
    }

    static func terminal(columns: Int) throws(SystemError) -> Terminal {
        var ends: (main: Int32, replica: Int32) = (-1, -1)
        var size = winsize(ws_row: 24, ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        startLock.withLock { _ in
            _ = openpty(&ends.main, &ends.replica, nil, nil, &size)
            _ = marked(ends.main)
            _ = marked(ends.replica)
        }
        return Terminal(
            main: try Descriptor(ends.main, of: "openpty"), replica: try Descriptor(ends.replica, of: "openpty"))
    }

    private static func marked(_ number: Int32) -> Int32 {
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
        return number
    }

    func write(_ bytes: [UInt8]) throws(SystemError) {
        var start = 0
        while start < bytes.count {
            let count = bytes[start...].withUnsafeBytes { Glibc.write(number, $0.baseAddress, $0.count) }
            guard count > 0 else { throw SystemError(call: "write") }
            start += count
        }
    }

    /// What is there to read; waits for it up to `patience` milliseconds. Empty at the end, or when nothing came.
    func readSome(patience: Int32 = 20_000) -> [UInt8] {
        var request = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
        guard poll(&request, 1, patience) > 0 else { return [] }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = read(number, &buffer, buffer.count)
        return Array(buffer.prefix(max(count, 0)))
    }

    /// Everything up to the end, or up to the first silence of `patience` milliseconds.
    func readAll(patience: Int32 = 20_000) -> String {
        var bytes: [UInt8] = []
        while true {
            let some = readSome(patience: patience)
            guard !some.isEmpty else { return String(decoding: bytes, as: UTF8.self) }
            bytes += some
        }
    }

    /// The whole content of a file.
    func content() throws(SystemError) -> String {
        guard lseek(number, 0, SEEK_SET) == 0 else { throw SystemError(call: "lseek") }
        return readAll()
    }
}
