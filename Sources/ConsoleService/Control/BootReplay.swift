// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import Synchronization
import SystemPackage

/// Reads the recording of a console's present boot up to where the live view begins. Read on a thread that may wait for
/// the disk. A class: the thread and the connection share it.
final class BootReplay: Sendable {
    enum Portion: Sendable, Hashable {
        case bytes([UInt8])
        /// So many bytes are not recorded.
        case missed(Int)
        /// The recorder has not come that far; nothing else will tell when it has.
        case later
        case end
    }

    private static let portionSize = 16 * 1_024

    private struct State {
        var file: FileDescriptor?
        var place = BootBytes(path: "", start: 0)
        /// Bytes of the file that were read, or passed over.
        var offset = 0
        /// Whether the recording was looked for.
        var isBegun = false

        /// Where the next byte of the file belongs in the stream.
        var position: Int { place.start + place.lost + offset }
    }

    private let end: Int
    private let findPlace: @Sendable () -> BootBytes?
    private let state = Mutex(State())

    /// - Parameters:
    ///   - end: position in the stream of the first byte that is not wanted.
    ///   - findPlace: says where the present boot is recorded; nil when it is not.
    init(until end: Int, findPlace: @escaping @Sendable () -> BootBytes?) {
        self.end = end
        self.findPlace = findPlace
    }

    deinit {
        state.withLock { try? $0.file?.close() }
    }

    func next() -> Portion {
        state.withLock { state in
            if !state.isBegun {
                state.isBegun = true
                guard let place = findPlace(), place.start < end else {
                    state.place.start = end
                    return .end
                }
                state.place = place
                state.file = try? FileDescriptor.open(place.path, .readOnly, options: .closeOnExec)
            }
            guard state.position < end else { return .end }
            let bytes = read(&state)
            if !bytes.isEmpty { return .bytes(bytes) }
            return lookAgain(&state)
        }
    }

    /// Says what is still missing, when nobody waits any longer.
    func giveUp() -> Int {
        state.withLock { state in
            defer { state.place.start = max(end, state.place.start) }
            return max(end - state.position, 0)
        }
    }

    private func read(_ state: inout State) -> [UInt8] {
        guard let file = state.file else { return [] }
        let wanted = min(Self.portionSize, end - state.position)
        let offset = Int64(state.offset)
        let bytes = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
            let room = UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: wanted)
            // What cannot be read is missing, and told.
            count = (try? file.read(fromAbsoluteOffset: offset, into: room)) ?? 0
        }
        state.offset += bytes.count
        return bytes
    }

    /// At the end of the file: the recorder may be behind, or have gone on in another one.
    private func lookAgain(_ state: inout State) -> Portion {
        guard let place = findPlace() else { return .later }
        guard place.path != state.place.path else {
            state.place.lost = max(place.lost, state.place.lost)
            return state.position < end ? .later : .end
        }
        let position = state.position
        try? state.file?.close()
        state.place = place
        state.file = try? FileDescriptor.open(place.path, .readOnly, options: .closeOnExec)
        // Bytes that were cut off the first file after we had read them stand in this one too.
        state.offset = max(position - place.start - place.lost, 0)
        let missed = min(state.position, end) - position
        return missed > 0 ? .missed(missed) : .later
    }
}
