// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc

/// A board on the far side of a pseudo-terminal. A class: it is for one test, which hangs it up or lets it go.
final class WatchedBoard {
    /// The board, or the one who watches it, did not get on in time.
    struct Stall: Error, CustomStringConvertible {
        var description: String
    }

    /// Milliseconds without any progress.
    private static let patience: Int32 = 20_000

    /// The near side's node.
    let path: String
    /// nil after it has hung up.
    private var ends: Descriptor.Terminal?
    /// Of the far side; does not block.
    private let far: Int32

    init() throws {
        let ends = try Descriptor.terminal(columns: 80)
        var settings = termios()
        tcgetattr(ends.replica.number, &settings)
        // What is printed before somebody watches must neither wait for a line end nor come back as an echo.
        cfmakeraw(&settings)
        tcsetattr(ends.replica.number, TCSANOW, &settings)
        var name = [CChar](repeating: 0, count: 64)
        guard ttyname_r(ends.replica.number, &name, name.count) == 0 else { throw SystemError(call: "ttyname_r") }
        path = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        far = ends.main.number
        _ = fcntl(far, F_SETFL, O_NONBLOCK | O_RDWR)
        self.ends = consume ends
    }

    /// The board goes away; its node goes when nobody has it open any more.
    func hangUp() { ends = nil }

    /// How the terminal is set, as bytes to compare.
    var settings: [UInt8] {
        get throws {
            var settings = termios()
            guard tcgetattr(far, &settings) == 0 else { throw SystemError(call: "tcgetattr") }
            return withUnsafeBytes(of: settings) { Array($0) }
        }
    }

    func print(_ text: String) throws { try print(Array(text.utf8)) }

    /// Prints as fast as the bytes are taken.
    func print(_ bytes: [UInt8]) throws { try Self.write(bytes, to: far) }

    /// What was sent to the board, at least `count` bytes; fewer when they do not come.
    func received(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let some = receivedSome()
            guard !some.isEmpty else { break }
            bytes += some
        }
        return bytes
    }

    /// What was sent to the board and not looked at yet; waits so many milliseconds for something.
    func receivedSome(patience: Int32 = patience) -> [UInt8] {
        Self.some(from: far, patience: patience)
    }

    /// What a descriptor gives; empty at the end, or when nothing comes in time.
    static func some(from number: Int32, patience: Int32 = patience) -> [UInt8] {
        var request = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
        guard poll(&request, 1, patience) > 0 else { return [] }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = read(number, &buffer, buffer.count)
        return Array(buffer.prefix(max(count, 0)))
    }

    /// Where two streams differ first; nil when they are the same. For more bytes than a failed expectation can show.
    static func difference(_ left: [UInt8], _ right: [UInt8]) -> String? {
        let place = zip(left, right).enumerated().first { $0.element.0 != $0.element.1 }?.offset
        guard let place = place ?? (left.count == right.count ? nil : min(left.count, right.count)) else { return nil }
        return "at \(place) of \(left.count) and \(right.count) bytes"
    }

    /// Writes to a descriptor that does not block, as fast as the other side takes it.
    static func write(_ bytes: [UInt8], to number: Int32) throws {
        var rest = bytes[...]
        var waited: Int32 = 0
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(number, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
                waited = 0
                continue
            }
            guard errno == EAGAIN || errno == EINTR else { throw SystemError(call: "write") }
            guard waited < patience else {
                throw Stall(description: "\(rest.count) of \(bytes.count) bytes are not taken")
            }
            // A pseudo-terminal may say nothing when there is room again.
            var request = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
            if poll(&request, 1, 10) == 0 { waited += 10 } else { usleep(500) }
        }
    }
}
