// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BoundedWork
import ControlInterface
import NIOCore

/// One caller's view of a raw console: the recording of the boot so far, when it is wanted, and then what comes.
///
/// A class: it belongs to the connection's event loop, and what is done elsewhere comes back to it.
final class ConsoleAttachment {
    /// Work that may wait for a disk.
    typealias Worker = BlockingWorker<@Sendable () -> Void>

    /// What the connection is to do.
    enum Action: Sendable, Hashable {
        case write([UInt8])
        case close
    }

    /// Between two looks at a recording that is behind.
    private static let recorderPause = TimeAmount.milliseconds(20)
    /// So often in a row a recording is looked at in vain.
    private static let recorderPatience = 50

    private let console: any ControlledConsole
    private let viewer: ConsoleViewer
    private let form: StreamForm
    private let loop: any EventLoop
    private let worker: Worker
    /// Called when ``next()`` may have something again.
    private let wake: @Sendable () -> Void
    private var replay: BootReplay?
    /// What the worker has read and the connection has not taken.
    private var portion: BootReplay.Portion?
    private var isReading = false
    private var looksInVain = 0
    /// Whether the caller knows that nothing of what it sends goes on.
    private var isToldOfLoss = false
    private var isOver = false

    init(
        _ console: any ControlledConsole, viewer: ConsoleViewer, form: StreamForm, replay: BootReplay?,
        worker: Worker, loop: any EventLoop, wake: @escaping @Sendable () -> Void
    ) {
        self.console = console
        self.viewer = viewer
        self.form = form
        self.replay = replay
        self.worker = worker
        self.loop = loop
        self.wake = wake
    }

    func end() {
        isOver = true
        replay = nil
        console.viewers.detach(viewer)
    }

    // MARK: - To the caller

    /// What is next; nil when there is nothing now, and `wake` will tell.
    func next() -> Action? {
        guard !isOver else { return nil }
        if replay != nil { return nextRecorded() }
        return switch viewer.take() {
        case .bytes(let bytes): .write(written(bytes))
        case .missed(let count): .write(written(.missed(count)))
        case .note(let sentence): .write(written(.note(sentence)))
        case .event(let event): .write(written(.event(event)))
        case .end: .close
        case nil: nil
        }
    }

    private func nextRecorded() -> Action? {
        guard let portion else {
            readOn()
            return nil
        }
        self.portion = nil
        switch portion {
        case .bytes(let bytes):
            looksInVain = 0
            readOn()
            return .write(written(bytes))
        case .missed(let count):
            readOn()
            return .write(written(.missed(count)))
        case .later:
            looksInVain += 1
            guard looksInVain < Self.recorderPatience else {
                let count = replay?.giveUp() ?? 0
                replay = nil
                return count > 0 ? .write(written(.missed(count))) : next()
            }
            let bound = NIOLoopBound(self, eventLoop: loop)
            loop.scheduleTask(in: Self.recorderPause) { bound.value.readOn() }
            return nil
        case .end:
            replay = nil
            return next()
        }
    }

    /// Has the next portion read, one at a time, so that a slow caller holds no more than that.
    private func readOn() {
        guard let replay, !isReading, portion == nil else { return }
        isReading = true
        let bound = NIOLoopBound(self, eventLoop: loop)
        let (loop, wake) = (loop, wake)
        worker.push(
            {
                let portion = replay.next()
                loop.execute {
                    bound.value.isReading = false
                    bound.value.portion = portion
                    wake()
                }
            }, size: 0)
    }

    private func written(_ bytes: [UInt8]) -> [UInt8] {
        switch form {
        case .plain: bytes
        case .marked: StreamMark.bytes(of: bytes)
        }
    }

    /// What the service says itself.
    private func written(_ mark: StreamMark) -> [UInt8] {
        guard form == .plain else { return mark.bytes }
        let sentence: String
        switch mark {
        case .missed(let count): sentence = "\(count) bytes are missing here"
        case .note(let text): sentence = text
        case .event: return []
        }
        return Array("\r\n[bootwatch: \(sentence)]\r\n".utf8)
    }

    // MARK: - From the caller

    func receive(_ bytes: [UInt8]) {
        guard !isOver, !bytes.isEmpty else { return }
        guard console.viewers.isWriter(viewer) else { return tellOnce("you look only; what you type is not sent") }
        // What is typed for a board that is not there must not reach the one that is plugged in tomorrow.
        guard console.port.state == .open else { return tellOnce("the port is not open; what you type is not sent") }
        let dropped = console.send(bytes)
        if dropped > 0 { return tellOnce("\(dropped) bytes were not sent: the board takes no more") }
        isToldOfLoss = false
    }

    private func tellOnce(_ sentence: String) {
        guard !isToldOfLoss else { return }
        isToldOfLoss = true
        viewer.offer(note: sentence)
    }
}
