// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import CLinuxEvents
import Glibc
import SystemPackage

/// Signals as something to be read, so that they take their turn with keys and bytes.
struct SignalWatch: ~Copyable {
    private static let signals = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH, SIGTSTP, SIGPIPE]

    /// Readable when a signal has come.
    let descriptor: FileDescriptor

    /// Must be made before any other thread: threads inherit what is blocked.
    ///
    /// - Throws: `Errno` when the system gives no descriptor.
    init() throws(Errno) {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in Self.signals { sigaddset(&set, signal) }
        pthread_sigmask(SIG_BLOCK, &set, nil)
        let number = signalfd(-1, &set, Int32(SFD_NONBLOCK | SFD_CLOEXEC))
        guard number >= 0 else { throw Errno(rawValue: errno) }
        descriptor = FileDescriptor(rawValue: number)
    }

    deinit {
        // Only read: a failure to close loses nothing, ignoring.
        try? descriptor.close()
    }

    /// The next signal that has come; nil when there is none.
    func next() -> Int32? {
        var info = signalfd_siginfo()
        let size = MemoryLayout<signalfd_siginfo>.size
        guard read(descriptor.rawValue, &info, size) == size else { return nil }
        return Int32(bitPattern: info.ssi_signo)
    }

    /// Stops the process as the terminal's stop key does, and returns when it goes on.
    static func stopProcess() {
        // SIGTSTP itself is blocked and read here; SIGSTOP does the same and cannot be. To this very thread: sent to the
        // process, another thread may take it, and this one goes on for a moment before all of them stop.
        raise(SIGSTOP)
    }
}
