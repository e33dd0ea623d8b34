// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

extension JournalCatalog {
    /// What is no diagnosis, in the order of the catalogue.
    static var events: [(id: MessageID, subject: String, body: [String])] { boots + ports + service }

    private static var boots: [(id: MessageID, subject: String, body: [String])] {
        [
            (
                .resolved, "A diagnosis was taken back",
                [
                    """
                    What console @BOOTWATCH_PORT@ had shown in boot @BOOTWATCH_BOOT@ (@BOOTWATCH_CODE@) was
                    taken back by a later line: a retry worked, or the second copy was good.
                    Nothing has to be done now. If it comes again and again, look for the cause
                    before the last copy fails too:
                        bootwatch history --code @BOOTWATCH_CODE@ --port @BOOTWATCH_PORT@
                    """
                ]
            ),
            (
                .worsened, "A diagnosis became worse: @BOOTWATCH_CODE@",
                [
                    """
                    What console @BOOTWATCH_PORT@ had shown in boot @BOOTWATCH_BOOT@ is graver than
                    it was when it was first told: it came again, or the boot could not go on.
                    What is known of it:
                        journalctl -x BOOTWATCH_ID=@BOOTWATCH_ID@
                    """
                ]
            ),
            (
                .verdict, "How a boot ended: @BOOTWATCH_VERDICT@",
                [
                    """
                    What bootwatch has to say of boot @BOOTWATCH_BOOT@ on console @BOOTWATCH_PORT@.
                    booted: user space runs. recovery: a rescue system or a download mode took
                    over. failed: it could not go on. hung: it stopped printing. looping: it
                    begins again and again. incomplete: the reading ended first. garbled: the
                    console could not be understood, often a wrong speed.
                    """,
                    """
                    The diagnoses of the boot are entries of their own:
                        journalctl -x BOOTWATCH_PORT=@BOOTWATCH_PORT@ BOOTWATCH_BOOT_ID=@BOOTWATCH_BOOT_ID@
                    """,
                ]
            ),
            (
                .consoleLine, "A line of a console",
                [
                    """
                    Printed by the board on console @BOOTWATCH_PORT@. Consoles are mirrored into the
                    journal because the configuration says mirror-console = true.
                    """
                ]
            ),
        ]
    }

    private static var ports: [(id: MessageID, subject: String, body: [String])] {
        [
            (.portOpened, "A console is read", ["Console @BOOTWATCH_PORT@ is open, and read from now on."]),
            (
                .portWaiting, "A console is waited for",
                ["The port of console @BOOTWATCH_PORT@ is not there. It is taken as soon as it appears."]
            ),
            (
                .portLost, "A console's port went away",
                [
                    """
                    The port of console @BOOTWATCH_PORT@ went away: its adapter was unplugged, lost its
                    power, or fell off the bus. It is taken up again as soon as it comes back;
                    what the board printed meanwhile is lost. If nobody unplugged it, look at
                    the cable and the hub:
                        journalctl -k --grep usb
                    """
                ]
            ),
            (
                .portSettingRefused, "A port's driver refused a setting",
                [
                    """
                    The driver of console @BOOTWATCH_PORT@ set something else than was asked for. If
                    the console is unreadable, choose a speed that the adapter can make.
                    """
                ]
            ),
            (
                .portShared, "Another program reads a console too",
                [
                    """
                    Another program has the port of console @BOOTWATCH_PORT@ open. Each of the two gets
                    some of the bytes, and neither gets all: diagnoses may be wrong until the other
                    one ends. To use the port with another program, take it for that time:
                        bootwatch release @BOOTWATCH_PORT@ -- COMMAND
                    """
                ]
            ),
            (
                .portLineErrors, "Errors on a serial line",
                [
                    """
                    The receiver of console @BOOTWATCH_PORT@ counted errors. Framing errors: a wrong
                    speed, a loose wire, no common ground. Parity errors: a wrong setting or noise.
                    Overruns: the host was too slow. A few of them when the board is switched on
                    are normal.
                    """
                ]
            ),
            (
                .portBreak, "A break on a serial line",
                [
                    """
                    The line of console @BOOTWATCH_PORT@ was held low for longer than a character: a
                    break was sent, the board is without power, or the wire is off.
                    """
                ]
            ),
            (
                .portSpeed, "A console's speed",
                ["The speed of console @BOOTWATCH_PORT@ was found, or has changed."]
            ),
            (.portClosed, "A console is not read any more", ["Console @BOOTWATCH_PORT@ was closed."]),
            (
                .portGap, "Bytes of a console are missing",
                [
                    """
                    What console @BOOTWATCH_PORT@ printed here is missing (@BOOTWATCH_REASON@). The
                    recording has a mark in this place; a diagnosis may lack its evidence.
                    """
                ]
            ),
            (
                .portFailed, "A console cannot be read",
                [
                    """
                    Console @BOOTWATCH_PORT@ cannot be read. The message says why. It is tried again,
                    and an entry says when it is read again.
                    """
                ]
            ),
            (.portRecovered, "A console is read again", ["Console @BOOTWATCH_PORT@ is read again."]),
        ]
    }

    private static var service: [(id: MessageID, subject: String, body: [String])] {
        [
            (.serviceStarted, "bootwatch has started", ["@BOOTWATCH_CONSOLES@ consoles are configured."]),
            (
                .serviceLookedBack, "bootwatch looks back",
                [
                    """
                    The recordings show @BOOTWATCH_ENTRIES@ things of the boots under way that the
                    journal should have been told before the service began this time. Those that
                    it has not are told now.
                    """
                ]
            ),
            (.serviceStopping, "bootwatch stops", ["The reason: @BOOTWATCH_REASON@."]),
            (
                .configurationRead, "The configuration was read",
                ["@BOOTWATCH_CONFIGURATION@ is in force: @BOOTWATCH_CONSOLES@ consoles."]
            ),
            (
                .configurationRefused, "The configuration has errors",
                [
                    """
                    The configuration is not taken; what was in force before stays. All errors with
                    their places:
                        bootwatch serve --check-config
                    """
                ]
            ),
            (
                .recordingPaused, "A recording pauses",
                [
                    """
                    What console @BOOTWATCH_PORT@ prints cannot be recorded (@BOOTWATCH_REASON@). It is
                    still analysed. A full disk: make room, or lower keep-size and keep-days in
                    [recording]. The recording goes on by itself.
                    """
                ]
            ),
            (
                .recordingResumed, "A recording goes on",
                ["The recording of console @BOOTWATCH_PORT@ goes on; @BOOTWATCH_BYTES@ bytes are missing in it."]
            ),
            (
                .entriesDropped, "Entries for the journal were lost",
                [
                    """
                    @BOOTWATCH_ENTRIES@ entries of bootwatch found no room while the journal did not take
                    any. The recordings of the consoles have everything:
                        bootwatch analyze FILE
                    """
                ]
            ),
            (
                .entriesSuppressed, "Entries for the journal were held back",
                [
                    """
                    bootwatch wrote so many entries within @BOOTWATCH_SECONDS@ seconds that @BOOTWATCH_ENTRIES@ of
                    them were held back: messages about ports and mirrored lines, never diagnoses or
                    verdicts. Is a line noisy, or a port failing again and again?
                    """
                ]
            ),
        ]
    }
}
