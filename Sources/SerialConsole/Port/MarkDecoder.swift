// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import Glibc

/// Takes the marks of PARMRK out of what a terminal gives. Any split of the same bytes gives the same bytes and marks.
///
/// `0xFF 0x00 c` is a character c with a framing or parity error, `0xFF 0x00 0x00` a break or such a NUL, `0xFF 0xFF` an
/// ordinary 0xFF. Anything else after 0xFF does not come from the kernel, unless it arrived before the terminal was set;
/// it is kept as it is. See termios(3), PARMRK; drivers/tty/n_tty.c, n_tty_receive_parity_error().
struct MarkDecoder: Sendable, Hashable {
    private enum State {
        case plain
        /// 0xFF was read.
        case escaped
        /// 0xFF 0x00 was read.
        case marked
    }

    private var state = State.plain

    /// Appends the bytes to a chunk, and the errors in their places.
    ///
    /// - Parameter judge: says what a mark stands for. A break is no byte.
    /// - Complexity: O(n) in the bytes.
    mutating func decode(_ bytes: Span<UInt8>, into chunk: inout ConsoleChunk, judge: MarkJudge) {
        bytes.withUnsafeBufferPointer { bytes in
            var index = 0
            while index < bytes.count {
                if state == .plain {
                    let run = Self.plainRun(of: bytes, from: index)
                    chunk.bytes.append(contentsOf: bytes[index..<run])
                    guard run < bytes.count else { return }
                    index = run + 1
                    state = .escaped
                } else {
                    take(bytes[index], into: &chunk, judge: judge)
                    index += 1
                }
            }
        }
    }

    /// The index of the next 0xFF, or the end.
    private static func plainRun(of bytes: UnsafeBufferPointer<UInt8>, from index: Int) -> Int {
        guard let start = bytes.baseAddress else { return bytes.count }
        // SAFETY: index is less than count, so that the search stays in the buffer.
        guard let found = memchr(start + index, 0xFF, bytes.count - index) else { return bytes.count }
        return UnsafeRawPointer(found) - UnsafeRawPointer(start)
    }

    private mutating func take(_ byte: UInt8, into chunk: inout ConsoleChunk, judge: MarkJudge) {
        switch (state, byte) {
        case (.marked, _):
            let kind = judge.kind(ofMarked: byte)
            chunk.errors.append(LineError(kind, at: chunk.bytes.count))
            if kind != .break { chunk.bytes.append(byte) }
            state = .plain
        case (_, 0x00):
            state = .marked
        case (_, 0xFF):
            chunk.bytes.append(0xFF)
            state = .plain
        default:
            chunk.bytes.append(0xFF)
            chunk.bytes.append(byte)
            state = .plain
        }
    }
}
