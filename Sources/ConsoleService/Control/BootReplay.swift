// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ConsoleRecording
import Synchronization

/// Reads the recording of a console's present boot up to where the live view begins: says what is missing, and when to
/// look again. Read on a thread that may wait for the disk. A class: the thread and the connection share it.
final class BootReplay: Sendable {
    enum Portion: Sendable, Hashable {
        case bytes([UInt8])
        /// So many bytes are not recorded.
        case missed(Int)
        /// The recorder has not come that far, or the disk fails; nothing else will tell when that is over.
        case later
        case end
    }

    private let console: any ControlledConsole
    private let end: Int
    /// Of the next byte; nil until it is known where the boot begins.
    private let position = Mutex<Int?>(nil)

    /// - Parameters:
    ///   - console: one that is recorded.
    ///   - end: position in its stream of the first byte that is not wanted.
    init(_ console: any ControlledConsole, until end: Int) {
        self.console = console
        self.end = end
    }

    func next() -> Portion {
        position.withLock { position in
            guard let start = position ?? console.bootStart else { return .later }
            position = start
            guard start < end else { return .end }
            // What fails now may not fail the next time; in the end it is missing, and told.
            switch (try? console.readBoot(from: start, to: end)) ?? .notYet {
            case .bytes(let bytes, from: let first):
                guard first == start else {
                    // Read once more behind the hole: that is rare.
                    position = first
                    return .missed(first - start)
                }
                position = first + bytes.count
                return .bytes(bytes)
            case .notYet: return .later
            case .end:
                // Not kept any more: another boot has begun behind the live view's beginning.
                position = end
                return .missed(end - start)
            }
        }
    }

    /// Says what is still missing, when nobody waits any longer.
    func giveUp() -> Int {
        position.withLock { position in
            defer { position = end }
            return max(end - (position ?? end), 0)
        }
    }
}
