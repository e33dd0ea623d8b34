// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BoundedWork
import ControlInterface
import Glibc
import Synchronization
import TestSupport

extension RunningService {
    /// Boards that boot, fail and boot again, at a pace of their own; every line of them is another one.
    struct Load: ~Copyable {
        private struct Unit {
            let name: String
            let board: WatchedBoard
            var sent: [UInt8] = []
            var waiting: ArraySlice<String> = []
            var due = ContinuousClock.now
        }

        private var units: [Unit]
        private var random: SplitMix64
        private var number = 0

        init(_ names: [String], seed: UInt64) throws {
            units = try names.map { Unit(name: $0, board: try WatchedBoard()) }
            random = SplitMix64(seed: seed)
        }

        var consoles: [Console] { units.map { Console($0.name, $0.board) } }

        /// What a board has printed so far.
        func sent(_ name: String) -> [UInt8] { units.first { $0.name == name }?.sent ?? [] }

        /// Lets them print up to a moment.
        mutating func run(until end: ContinuousClock.Instant) throws {
            while ContinuousClock.now < end {
                for index in units.indices { try step(index) }
                usleep(1_000)
            }
        }

        /// Has each of them print something more.
        mutating func finish(with bytes: [UInt8]) throws {
            for index in units.indices {
                try units[index].board.print(bytes)
                units[index].sent += bytes
            }
        }

        private mutating func step(_ index: Int) throws {
            let now = ContinuousClock.now
            guard now >= units[index].due else { return }
            if units[index].waiting.isEmpty { units[index].waiting = boot()[...] }
            guard let line = units[index].waiting.popFirst() else { return }
            try units[index].board.print(line)
            units[index].sent += Array(line.utf8)
            let isLast = units[index].waiting.isEmpty
            let pause = Int.random(in: isLast ? 20...200 : 2...40, using: &random)
            units[index].due = now + .milliseconds(pause)
        }

        private mutating func boot() -> [String] {
            number += 1
            let mark = "\(100_000 + number)"
            let middle = (0..<Int.random(in: 2...8, using: &random)).map { "probing device \($0) of boot \(mark)\r\n" }
            return ["\r\nU-Boot 2018.03 (Jan 01 2019 - 00:00:00 +0000) \(mark)\r\n\r\n", "DRAM:  128 MiB \(mark)\r\n"]
                + middle
                + [
                    "## Booting kernel from Legacy Image at 80060000 ... \(mark)\r\n",
                    "   Verifying Checksum ... Bad Data CRC \(mark)\r\nERROR: can't get kernel image! \(mark)\r\n",
                    "resetting ... \(mark)\r\n",
                ]
        }
    }

    /// Somebody who takes diagnoses over all lives of the service. A class: its thread and the test share it.
    final class Subscriber: Sendable {
        private struct State {
            var events: [[UInt8]] = []
            var isOver = false
            var hasEnded = false
        }

        private let state = Mutex(State())

        init(_ socket: String) {
            WorkerThread.start { [self] in
                while !state.withLock(\.isOver) {
                    // The service ends in the midst of it, or is not there: then again, ignoring.
                    try? listen(socket)
                    usleep(2_000)
                }
                state.withLock { $0.hasEnded = true }
            }
        }

        private func listen(_ socket: String) throws(ControlError) {
            var stream = try ControlClient(path: socket).subscribe(Subscribe(from: .now))
            while let item = try stream.next() {
                guard case .event(let bytes) = item, bytes.starts(with: #"{"event":"diagnosis""#.utf8) else { continue }
                state.withLock { $0.events.append(bytes) }
            }
        }

        /// To be called when the service has ended.
        ///
        /// - Returns: all that it got.
        func end() throws -> [JSONValue] {
            state.withLock { $0.isOver = true }
            guard ServedConsoles.waits(for: { state.withLock(\.hasEnded) }) else {
                throw WatchedBoard.Stall(description: "the subscriber does not end")
            }
            return try state.withLock(\.events).map { try JSONValue($0) }
        }
    }
}
