// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import CLinuxEvents
import Glibc
import Synchronization
import SystemPackage

/// The one inotify instance of all who wait at a ``ReadinessLoop``: a user gets no more than 128 of them
/// (`fs.inotify.max_user_instances`), and there are racks with more ports. See inotify(7).
///
/// Each ``PathWatch`` has a timer of its own, which the loop's thread rings when an event concerns it. What an event says
/// is not handed on: the file system tells the state after it, also when events were lost.
/// A class: the loop's thread and the watches of all tasks share it.
final class InotifyHub: Sendable {
    private struct State {
        /// nil until the first watch, and while the system gives none.
        var instance: CInt?
        /// Who wants which events, by the kernel's number of a file or folder and by the watch's own.
        var wanted: [Int32: [UInt32: UInt32]] = [:]
        /// Of the watches, by their numbers.
        var timers: [UInt32: CInt] = [:]
        var next: UInt32 = 1
    }

    /// Bytes taken at a time; more ring again.
    private static let readSize = 16 * 1_024

    private let makeInstance: @Sendable () -> CInt
    /// Has the loop's thread call ``deliver()`` when the instance is readable.
    private let attend: @Sendable (CInt) -> Void
    private let state = Mutex(State())

    /// - Parameters:
    ///   - makeInstance: as inotify_init1(2).
    ///   - attend: called once, with an instance that is open as long as the hub.
    init(makeInstance: @escaping @Sendable () -> CInt, attend: @escaping @Sendable (CInt) -> Void) {
        self.makeInstance = makeInstance
        self.attend = attend
    }

    deinit {
        // Nothing is lost with it, ignoring.
        if let instance = state.withLock(\.instance) { close(instance) }
    }

    // MARK: - For the watches

    /// Takes in a watch. Its timer stays open until ``leave(_:)``.
    func join(timer: CInt) -> UInt32 {
        state.withLock { state in
            defer { state.next &+= 1 }
            state.timers[state.next] = timer
            return state.next
        }
    }

    func leave(_ watch: UInt32) {
        state.withLock { state in
            state.timers[watch] = nil
            for number in state.wanted.keys { Self.remove(number, for: watch, from: &state) }
        }
    }

    /// Returns the kernel's number of a file or folder, the same when it is watched already.
    ///
    /// - Throws: `Errno`: what inotify_add_watch(2) says, or inotify_init1(2).
    func add(_ path: String, events: UInt32, for watch: UInt32) throws(Errno) -> Int32 {
        // Under the lock, so that no event is looked up before it is known whom it concerns, and nobody takes back what is
        // being added.
        try state.withLock { state throws(Errno) in
            let instance = try open(&state)
            // Others may want other events of the same.
            let number = inotify_add_watch(instance, path, events | UInt32(IN_MASK_ADD))
            guard number >= 0 else { throw Errno(rawValue: errno) }
            state.wanted[number, default: [:]][watch, default: 0] |= events
            return number
        }
    }

    func remove(_ number: Int32, for watch: UInt32) {
        state.withLock { Self.remove(number, for: watch, from: &$0) }
    }

    private static func remove(_ number: Int32, for watch: UInt32, from state: inout State) {
        guard let instance = state.instance, state.wanted[number]?.removeValue(forKey: watch) != nil else { return }
        guard state.wanted[number]?.isEmpty == true else { return }
        state.wanted[number] = nil
        // Gone already where its file is, ignoring.
        inotify_rm_watch(instance, number)
    }

    /// Tried again with each watch where there was none to be had: somebody may have given one back.
    private func open(_ state: inout State) throws(Errno) -> CInt {
        if let instance = state.instance { return instance }
        let instance = makeInstance()
        guard instance >= 0 else { throw Errno(rawValue: errno) }
        state.instance = instance
        attend(instance)
        return instance
    }

    // MARK: - For the loop

    /// Takes what waits and rings those whom it concerns. Called on the loop's thread.
    func deliver() {
        guard let instance = state.withLock(\.instance) else { return }
        withUnsafeTemporaryAllocation(
            byteCount: Self.readSize, alignment: MemoryLayout<inotify_event>.alignment
        ) { buffer in
            let count = read(instance, buffer.baseAddress, buffer.count)
            state.withLock { state in
                var offset = 0
                while offset + MemoryLayout<inotify_event>.size <= count {
                    // SAFETY: read(2) gives whole events only, each its head and as many bytes of a name as that says.
                    let event = buffer.loadUnaligned(fromByteOffset: offset, as: inotify_event.self)
                    Self.note(event, in: &state)
                    offset += MemoryLayout<inotify_event>.size + Int(event.len)
                }
            }
        }
    }

    private static func note(_ event: inotify_event, in state: inout State) {
        if event.mask & UInt32(IN_Q_OVERFLOW) != 0 {
            // Whom the lost ones concerned nobody knows: all look again.
            for timer in state.timers.values { PathWatch.ring(timer) }
        }
        guard let watches = state.wanted[event.wd] else { return }
        let isGone = event.mask & UInt32(IN_IGNORED) != 0
        for (watch, events) in watches where isGone || event.mask & (events | UInt32(IN_UNMOUNT)) != 0 {
            if let timer = state.timers[watch] { PathWatch.ring(timer) }
        }
        if isGone { state.wanted[event.wd] = nil }
    }
}
