// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import CLinuxEvents
import Glibc
import SystemPackage

/// Tells that something happened to files or folders; one of many that share the ``InotifyHub`` of a loop.
///
/// Where the system watches no more, ``rouseLater()`` makes its owner look again by the clock.
struct PathWatch: ~Copyable, Sendable {
    /// Nanoseconds between two looks where nothing tells.
    private static let pause = 1_000_000_000

    /// Readable when something happened: a timer, for it can also be set.
    let readiness: FileDescriptor
    /// Kept until the end: its thread rings.
    private let loop: ReadinessLoop
    private let number: UInt32

    /// - Throws: `Errno`: the limit of descriptors.
    init(loop: ReadinessLoop) throws(Errno) {
        let timer = timerfd_create(CLOCK_MONOTONIC, CInt(TFD_CLOEXEC | TFD_NONBLOCK))
        guard timer >= 0 else { throw Errno(rawValue: errno) }
        readiness = FileDescriptor(rawValue: timer)
        self.loop = loop
        number = loop.files.join(timer: timer)
    }

    deinit {
        loop.files.leave(number)
        // Nothing is lost with it, ignoring.
        try? readiness.close()
    }

    /// Watches a file or folder, besides the others.
    ///
    /// - Parameter events: see inotify(7).
    /// - Returns: its number, the same when it is watched already.
    /// - Throws: `Errno`: it is not there, or the system watches no more.
    func add(_ path: String, events: UInt32) throws(Errno) -> Int32 {
        try loop.files.add(path, events: events, for: number)
    }

    func remove(_ number: Int32) {
        loop.files.remove(number, for: self.number)
    }

    /// Takes what happened. Look at the state after this, not before: what happens later makes it readable again.
    ///
    /// - Returns: whether anything did.
    @discardableResult
    func drain() -> Bool {
        var count: UInt64 = 0
        return withUnsafeMutableBytes(of: &count) { (try? readiness.read(into: $0)) ?? 0 } > 0
    }

    /// Becomes readable now.
    func rouse() {
        Self.ring(readiness.rawValue)
    }

    /// Becomes readable after a second, or before, when something happens after this.
    func rouseLater() {
        Self.set(readiness.rawValue, nanoseconds: Self.pause)
    }

    static func ring(_ timer: CInt) {
        set(timer, nanoseconds: 1)
    }

    private static func set(_ timer: CInt, nanoseconds: Int) {
        var setting = itimerspec()
        setting.it_value.tv_sec = nanoseconds / 1_000_000_000
        setting.it_value.tv_nsec = nanoseconds % 1_000_000_000
        timerfd_settime(timer, 0, &setting, nil)
    }
}
