// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import Testing

/// The shipped rules, judged by udev's own engine, for adapters that umockdev pretends.
@Suite(
    .enabled(
        if: geteuid() == 0 && access("/usr/bin/udevadm", X_OK) == 0 && PortsTestbed.isAvailable,
        "needs root, udev, umockdev, python3-gi and gir1.2-umockdev-1.0"))
struct SystemdRulesTests {
    @Test func `ModemManager is kept off serial adapters and debug probes, and off no modem`() throws {
        let script =
            #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
            + "/Fixtures/udev_rules.py"
        // udev looks for rules in fixed places: in one of them, in a view of the file system that nobody shares.
        let result = try SystemdTree.run(
            "/usr/bin/unshare",
            [
                "--mount", "/bin/sh", "-ec",
                """
                mount -t tmpfs none /usr/local/lib
                mkdir -p /usr/local/lib/udev/rules.d
                cp '\(SystemdTree.source)/70-bootwatch.rules' /usr/local/lib/udev/rules.d/
                exec /usr/bin/umockdev-wrapper /usr/bin/python3 '\(script)' /usr/bin/udevadm
                """,
            ])
        #expect(result.status == 0, "\(result.errors)")
        #expect(
            result.lines == [
                "ftdi device", "ftdi port", "cp2102 device", "cp2102 port", "ch340 device", "ch340 port",
                "pl2303 device", "pl2303 port", "st-link device", "j-link device",
            ])
    }
}
