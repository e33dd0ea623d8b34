// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc

/// Some signals, for this thread.
struct SignalSet {
    private(set) var set = sigset_t()

    init(_ signals: [Int32]) {
        sigemptyset(&set)
        for signal in signals { sigaddset(&set, signal) }
    }

    func block() {
        var set = set
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    func unblock() {
        var set = set
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }

    /// Waits for one of them, which are blocked. Returns its number; below 0 when something else came between.
    func wait(_ information: inout siginfo_t) -> Int32 {
        var set = set
        return sigwaitinfo(&set, &information)
    }
}
