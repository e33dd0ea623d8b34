// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BoundedWork
import Glibc
import Synchronization
import SystemPackage

/// Standard output on a thread of its own: a terminal that somebody has stopped, or a reader that is slow, delays
/// nothing but itself. A class: the thread and the session share it.
final class OutputWriter: Sendable {
    /// Why nothing more can be written, once that is so.
    private final class Failure: Sendable {
        private let number = Atomic<Int32>(0)

        var error: Errno? {
            let number = number.load(ordering: .acquiring)
            return number == 0 ? nil : Errno(rawValue: number)
        }

        func set(_ error: Int32) { number.store(error, ordering: .releasing) }
    }

    private enum Job: Sendable {
        case bytes([UInt8])
        /// Told when everything before it is written.
        case marker(ThreadSemaphore)
    }

    /// Bytes that wait at most.
    private static let limit = 8 << 20

    private let worker: BlockingWorker<Job>
    private let broken = Failure()

    /// - Parameter onBroken: called on the thread when nothing more can be written.
    init(onBroken: @escaping @Sendable () -> Void) {
        worker = BlockingWorker(limit: Self.limit) { [broken] items in
            var bytes: [UInt8] = []
            for case .element(let job) in items {
                switch job {
                case .bytes(let some): bytes += some
                case .marker(let marker):
                    Self.write(bytes, broken: broken)
                    bytes = []
                    marker.signal()
                }
            }
            Self.write(bytes, broken: broken)
            if broken.error != nil { onBroken() }
        }
    }

    /// Why nothing more can be written; `.brokenPipe` when nobody reads any more.
    var failure: Errno? { broken.error }

    /// Whether nothing waits.
    var isIdle: Bool { worker.pendingBytes == 0 }

    /// Hands bytes over. Returns false when there was no room and they were dropped.
    func write(_ bytes: [UInt8]) -> Bool {
        bytes.isEmpty || worker.push(.bytes(bytes), size: bytes.count)
    }

    /// Waits until everything is written, but not for ever: a stopped terminal stays stopped.
    func flush(patience: Int64 = 1_000_000_000) {
        let marker = ThreadSemaphore()
        worker.push(.marker(marker), size: 0)
        _ = marker.wait(nanoseconds: patience)
    }

    /// Waits for what is left, but not for ever.
    func finish() {
        worker.finish(patience: 2_000_000_000)
    }

    private static func write(_ bytes: [UInt8], broken: Failure) {
        var start = 0
        while start < bytes.count, broken.error == nil {
            let count = bytes[start...].withUnsafeBytes { Glibc.write(1, $0.baseAddress, $0.count) }
            if count > 0 {
                start += count
            } else if errno == EAGAIN {
                // Somebody shares the terminal and made it non-blocking.
                var request = pollfd(fd: 1, events: Int16(POLLOUT), revents: 0)
                poll(&request, 1, -1)
            } else if errno != EINTR {
                // A terminal that is gone: there is nobody to read it either.
                broken.set(errno == EIO ? EPIPE : errno)
            }
        }
    }
}
