// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import SystemPackage

@testable import SerialConsole

/// A loop for what a test watches. A class: its thread ends with the test.
final class WatchingLoop: Sendable {
    let loop: ReadinessLoop

    init() throws(Errno) {
        loop = try ReadinessLoop()
    }

    deinit { loop.stop() }
}
