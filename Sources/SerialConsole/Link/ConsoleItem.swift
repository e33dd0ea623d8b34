// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog

/// What a console's link hands on, in the order in which it happened.
package enum ConsoleItem: Sendable {
    case chunk(ConsoleChunk)
    /// Received while the speed was still being looked for: part of the recording, nothing to be read.
    case noise(ConsoleChunk)
    /// The console is there and is read from now on; `baudRate` is nil where there is no such thing.
    case opened(PortNotice, baudRate: Int?, at: Timestamp)
    /// The console went away; nothing comes until the next `opened`.
    case lost(PortNotice, at: Timestamp)
    case gap(Gap, at: Timestamp)
    case notice(PortNotice, at: Timestamp)
    /// What somebody asked to be told; of no interest to anybody else.
    case answer(String, at: Timestamp)
    /// The speed that bytes are read at from here on; for a replay, where the words to it come by themselves.
    case rate(Int, at: Timestamp)
    /// Nothing has come up to this moment.
    case quiet(at: Timestamp)
    /// The port is read at another speed from here on.
    case speed(PortNotice, baudRate: Int, at: Timestamp)

    /// Bytes that it stands for in a queue; 0 for what must not be dropped.
    package var size: Int {
        switch self {
        case .chunk(let chunk), .noise(let chunk): chunk.bytes.count + chunk.errors.count
        case .opened, .lost, .gap, .notice, .answer, .quiet, .rate, .speed: 0
        }
    }

    package var time: Timestamp {
        switch self {
        case .chunk(let chunk), .noise(let chunk): chunk.time
        case .opened(_, _, let time), .lost(_, let time), .gap(_, let time), .notice(_, let time), .answer(_, let time),
            .quiet(let time), .rate(_, let time), .speed(_, _, let time):
            time
        }
    }
}
