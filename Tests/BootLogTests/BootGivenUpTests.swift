// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import TestSupport
import Testing

@testable import BootLog

/// A loader that is back at its prompt: given up, or stopped by a person?
@Suite struct BootGivenUpTests {
    static let countdown = "Hit any key to stop autoboot:  2 \u{8}\u{8}\u{8} 1 \u{8}\u{8}\u{8} 0 \n"

    @Test func `a boot command that tried and ended at the prompt found nothing to boot`() {
        let tries = """
            Card did not respond to voltage select! : -110
            starting USB...
            No working controllers found
            No ethernet found.
            =>\u{20}
            """
        let analysis = Analysis(BootText.loader + Self.countdown + tries)
        #expect(analysis.verdict?.outcome == .failed)
        #expect(analysis.verdict?.code != nil)
    }

    @Test func `a prompt right after the countdown is somebody's key`() {
        let analysis = Analysis(BootText.loader + Self.countdown + "=> ")
        #expect(analysis.verdict?.outcome == .incomplete)
        #expect(analysis.verdict?.code == nil)
    }

    @Test func `a menu between the countdown and the prompt is no attempt`() {
        let menu = """
              *** U-Boot Boot Menu ***
              1. Startup system
              2. Upgrade firmware
              3. Upgrade bootloader
              0. U-Boot console
            MT7981>\u{20}
            """
        let analysis = Analysis(BootText.loader + Self.countdown + menu)
        #expect(analysis.verdict?.code == nil)
    }
}
