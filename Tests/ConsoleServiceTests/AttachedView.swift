// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ControlInterface
import Glibc
import SystemPackage

/// What somebody who is attached sees, and types. A class, because `#expect` copies what it shows.
final class AttachedView {
    let port: Port
    let mayWrite: Bool
    private let connection: FileDescriptor
    private(set) var bytes: [UInt8]

    init(_ stream: consuming AttachedStream) {
        port = stream.port
        mayWrite = stream.mayWrite
        bytes = stream.first
        connection = stream.release()
    }

    deinit {
        try? connection.close()
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    func type(_ text: String) throws {
        try connection.writeAll(Array(text.utf8))
    }

    /// Reads until something is seen; false when it is not in time, or the stream ends.
    func see(_ text: String) throws -> Bool {
        let wanted = Array(text.utf8)
        var start = 0
        while true {
            if bytes[start...].firstRange(of: wanted) != nil { return true }
            start = max(bytes.count - wanted.count, 0)
            if try !readSome() { return false }
        }
    }

    /// Reads until so many bytes are there.
    func see(count: Int) throws -> Bool {
        while bytes.count < count {
            if try !readSome() { return false }
        }
        return true
    }

    /// Reads until the stream ends; false when it does not in time.
    func seeEnd() throws -> Bool {
        while ControlledBoard.wait(for: connection) {
            if try !readSome() { return true }
        }
        return false
    }

    func forget() {
        bytes = []
    }

    private func readSome() throws -> Bool {
        guard ControlledBoard.wait(for: connection) else { return false }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = try buffer.withUnsafeMutableBytes { try connection.read(into: $0) }
        bytes += buffer.prefix(count)
        return count > 0
    }
}
