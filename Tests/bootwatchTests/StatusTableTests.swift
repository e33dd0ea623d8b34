// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ControlInterface
import EventSinks
import Testing

@testable import bootwatch

/// The pages of `status`: values in, text out.
@Suite struct StatusTableTests {
    /// 2026-11-21T20:00:00Z
    private static let now = 1_795_291_200

    private static func console(
        _ name: String, state: Port.State = .open, trouble: String? = nil, stage: String? = nil,
        outcome: String? = nil, code: String? = nil, summary: String? = nil, began: String? = "2026-11-21T19:57:00Z",
        viewers: Int = 0, writer: String? = nil
    ) -> PortStatus {
        PortStatus(
            port: Port(
                name: name, address: "/dev/serial/by-id/\(name)", node: state == .open ? "/dev/ttyUSB0" : nil,
                state: state, trouble: trouble, board: "acme-router-r2", baudRate: 115_200, framing: "8N1"),
            since: "2026-11-21T12:00:00.123456Z", receivedBytes: 123_456, lines: 2_048, boots: 12, bootBegan: began,
            stage: stage, outcome: outcome, code: code, summary: summary,
            recording: "/var/lib/bootwatch/\(name)/\(name)-20261121T195700.000Z.log", recorded: true, viewers: viewers,
            writer: writer)
    }

    private static func reply(_ ports: [PortStatus], dropped: Int = 0) -> GetStatus.Reply {
        GetStatus.Reply(
            service: ServiceStatus(
                version: "0.1.0", started: "2026-11-21T12:00:00Z", pid: 1,
                configuration: "/etc/bootwatch/bootwatch.toml",
                journalEntries: 5, journalDropped: dropped), ports: ports)
    }

    private static let three = [
        console("bench", stage: "userspace", outcome: "booted", viewers: 1),
        console(
            "rack3-07", stage: "kernel", outcome: "failed", code: "ubi.attach",
            summary: "UBI cannot attach 'rootfs' (mtd4): its headers are damaged", viewers: 2, writer: "robert"),
        console("rack3-08", state: .waiting, trouble: "There is no port '/dev/serial/by-id/rack3-08'.", began: nil),
    ]

    private static func many(_ count: Int) -> [PortStatus] {
        (1...count).map { number in
            let name = "rack\(number / 16 + 1)-" + (number < 10 ? "0" : "") + "\(number)"
            return number % 13 == 0
                ? console(name, stage: "bootloader", outcome: "hung", code: "boot.hang", summary: "Silent for 60 s")
                : number % 17 == 0
                    ? console(name, stage: "kernel") : console(name, stage: "userspace", outcome: "booted")
        }
    }

    private static func table(_ reply: GetStatus.Reply, width: Int = 80, unicode: Bool = true) -> String {
        StatusTable(reply, now: now, style: Style(width: width, unicode: unicode)).text
    }

    @Test func `what needs somebody comes first, with the reason below it`() {
        #expect(
            Self.table(Self.reply(Self.three)) == """
                  CONSOLE   STATE    BOOT              SINCE      LINE        VIEWERS
                ✗ rack3-07  open     failed in kernel  3 min ago  115200 8N1  2, one writes
                    ubi.attach: UBI cannot attach 'rootfs' (mtd4): its headers are damaged
                ! rack3-08  waiting                    8 h ago    115200 8N1
                    There is no port '/dev/serial/by-id/rack3-08'.
                ✓ bench     open     booted            3 min ago  115200 8N1  1

                3 consoles · 1 failed: rack3-07 · 1 to look at: rack3-08 · 1 well

                """)
    }

    @Test func `a narrow terminal keeps what matters`() {
        #expect(
            Self.table(Self.reply(Self.three), width: 44, unicode: false) == """
                  CONSOLE   BOOT              SINCE
                x rack3-07  failed in kernel  3 min ago
                    ubi.attach: UBI cannot attach 'rootfs'
                    (mtd4): its headers are damaged
                ! rack3-08                    8 h ago
                    There is no port
                    '/dev/serial/by-id/rack3-08'.
                + bench     booted            3 min ago

                3 consoles - 1 failed: rack3-07 - 1 to look
                at: rack3-08 - 1 well

                """)
    }

    @Test func `a rack has a row a console, and its last line names those that failed`() {
        let rows = Self.table(Self.reply(Self.many(40))).split(separator: "\n")
        #expect(rows.count == 1 + 40 + 3 + 1)
        #expect(rows.dropFirst().prefix(5).map { $0.prefix(1) } == ["✗", " ", "✗", " ", "✗"])
        #expect(rows.last == "40 consoles · 3 failed: rack1-13, rack2-26, rack3-39 · 2 booting · 35 well")
    }

    @Test(arguments: [1, 3, 40, 400], [40, 60, 80, 200])
    func `no row is wider than the terminal`(count: Int, width: Int) {
        for row in Self.table(Self.reply(Self.three + Self.many(count)), width: width).split(separator: "\n") {
            #expect(SafeText.width(of: String(row)) <= width)
        }
    }

    @Test func `what a board or an adapter calls itself cannot touch the terminal`() {
        let hostile = "\u{1B}]0;owned\u{7}\u{202E}\n"
        let console = Self.console(hostile, stage: hostile, outcome: "failed", code: hostile, summary: hostile)
        for text in [
            Self.table(Self.reply([console])),
            StatusPage(console, of: Self.reply([]).service, now: Self.now, style: Style()).text,
        ] {
            #expect(!text.unicodeScalars.contains { $0 != "\n" && SafeText.isHidden($0) && $0 != " " })
        }
    }

    @Test func `one console is shown in full`() {
        #expect(
            StatusPage(Self.three[1], of: Self.reply([], dropped: 3).service, now: Self.now, style: Style()).text == """
                ✗ rack3-07  failed in kernel
                  Wrong      ubi.attach: UBI cannot attach 'rootfs' (mtd4): its headers are
                             damaged
                  Port       /dev/serial/by-id/rack3-07 → /dev/ttyUSB0
                  Board      acme-router-r2
                  Line       115200 8N1, open, for 8 h
                  Boot       the 12th since the service began, began 3 min ago
                             (2026-11-21T19:57:00Z)
                  Received   123456 bytes, 2048 lines
                  Recording  /var/lib/bootwatch/rack3-07/rack3-07-20261121T195700.000Z.log
                  Viewers    2; robert writes
                The journal never got 3 entries: 'systemctl status systemd-journald'.

                """)
    }

    @Test func `a service without consoles says where they would be named`() {
        #expect(
            Self.table(Self.reply([]))
                == "The service keeps no console. Its configuration is\n'/etc/bootwatch/bootwatch.toml'.\n")
    }

    @Test(
        arguments: [
            (Port.State.open, "booted", nil, ConsoleHealth.well), (.open, "booted", "flash.bad-block", .attention),
            (.open, "failed", "ubi.attach", .failed), (.open, "hung", "boot.hang", .failed),
            (.open, "looping", "boot.loop", .failed), (.open, "garbled", "console.garbled", .failed),
            (.open, "recovery", "boot.recovery", .attention), (.open, "incomplete", nil, .busy),
            (.open, nil, nil, .busy),
            (.open, nil, "verify.checksum", .failed), (.waiting, "booted", nil, .attention),
            (.released, nil, nil, .attention), (.failed, "booted", nil, .failed),
        ] as [(Port.State, String?, String?, ConsoleHealth)])
    func `a console is as well as its port and its boot`(
        state: Port.State, outcome: String?, code: String?, health: ConsoleHealth
    ) {
        #expect(ConsoleHealth(Self.console("x", state: state, stage: "kernel", outcome: outcome, code: code)) == health)
    }

    @Test(
        arguments: [
            ("2026-11-21T20:00:00Z", 1_795_291_200), ("2026-11-21T20:00:00.999999Z", 1_795_291_200),
            ("1970-01-01T00:00:00Z", 0), ("2026-11-21 20:00:00Z", nil), ("2026-11-21T20:00:00+01:00", nil), ("", nil),
            ("2026-1x-21T20:00:00Z", nil),
        ] as [(String, Int?)])
    func `times are read as the service writes them`(text: String, seconds: Int?) {
        #expect(UTCTime.seconds(text) == seconds)
    }

    @Test(arguments: [
        (-5, "0 s"), (0, "0 s"), (119, "119 s"), (120, "2 min"), (7_199, "119 min"), (7_200, "2 h"),
        (172_799, "47 h"), (172_800, "2 d"), (86_400 * 400, "400 d"),
    ])
    func `ages are told in the unit that matters`(seconds: Int, text: String) {
        #expect(UTCTime.age(seconds) == text)
    }
}
