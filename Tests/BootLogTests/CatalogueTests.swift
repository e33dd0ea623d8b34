// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import RulePacks
import TestSupport
import Testing

/// What the shipped rules make of the catalogues of console messages: every entry is recognised, or stands here with
/// its reason.
@Suite(.enabled(if: CatalogueEntry.areThere, "the catalogues do not lie in ../shared/messages beside this checkout"))
struct CatalogueTests {
    /// Entries that stay as they are, for one reason.
    struct Exception {
        var reason: String
        var ids: [String]
    }

    // MARK: - Recognised

    private static let unrecognised = [
        Exception(
            reason: "heads and rows of tables and lists, which mean something only there: the table readers take them",
            ids: [
                "u-boot:nand-bad-entry", "u-boot:nand-bad-entry-old", "u-boot:mtd-bad-entry", "u-boot:mtd-list-device",
                "u-boot:mtdparts-header", "u-boot:mtdparts-header-net", "u-boot:mtdparts-row",
                "u-boot:mtdparts-row-net", "u-boot:part-dos-row", "u-boot:part-efi-row", "u-boot:bdinfo-dram",
                "linux:part-list-line", "linux:proc-partitions-header",
            ]),
        Exception(
            reason: "a prompt is what a board chooses to print; the prompt reader knows its forms",
            ids: ["u-boot:uboot-prompt"]),
        Exception(
            reason: "signs of progress in a transfer whose first and last lines are recognised",
            ids: ["u-boot:tftp-loading", "u-boot:tftp-done", "u-boot:tftp-speed"]),
        Exception(
            reason: "a word that any program prints: the ROM's own lines around it tell the stage",
            ids: ["linux:brom-bcm-pass"]),
        Exception(
            reason: "strings of a binary or of a vendor's source that nobody has published from a board",
            ids: ["linux:spl-mtk-second-failed", "linux:aml-sigcheck", "linux:aml-tpl"]),
    ]

    @Test func `every entry is recognised, or is an exception with a reason`() throws {
        var recogniser = Recogniser()
        let entries = try CatalogueEntry.all()
        #expect(entries.count > 1_000)
        let found = Set(entries.filter { recogniser.rules(for: $0).isEmpty }.map(\.id))
        Self.compare(found, with: Self.unrecognised)
    }

    // MARK: - Recognised as what it is

    private static let otherwise = [
        Exception(
            reason: "a consequence: the line with the cause always stands above it, and one failure is told once",
            ids: [
                "u-boot:cant-get-kernel", "u-boot:cant-get-kernel-err", "u-boot:ramdisk-corrupt",
                "u-boot:fit-bad-data-hash", "u-boot:must-reset", "u-boot:nand-read-error-result",
                "u-boot:tftp-not-retrying", "u-boot:tftp-starting-again", "u-boot:bootflow-boot-failed",
                "u-boot:distro-script-failed", "u-boot:distro-efi-failed", "linux:vfs-append-root",
                "linux:vfs-list-partitions",
            ]),
        Exception(
            reason: "a probe or an optional thing: boards that boot print it, and a real loss shows in a later line",
            ids: [
                "u-boot:gpt-sig-wrong", "u-boot:gpt-sig-wrong-2013", "u-boot:mtdparts-none-defined",
                "u-boot:ext2-failed-mount", "u-boot:ext4-incompat", "u-boot:jffs2-unknown-node",
                "u-boot:cramfs-wrong-magic", "u-boot:usb-no-device", "u-boot:usb-lowlevel-init",
                "u-boot:usb-probe-failed", "u-boot:usb-device-not-ready", "u-boot:usb-ehci-timeout",
                "u-boot:sata-link-timeout", "u-boot:sata-no-device", "u-boot:mmc-bus-mode", "u-boot:mmc-sdhci-busy",
                "u-boot:spl-falling-back", "u-boot:fastboot-starting-download", "linux:ext4-no-fs",
                "linux:cramfs-wrong-magic", "linux:spl-rk-sdmmc", "linux:spl-rk-gpt", "linux:ubi-open-failed",
            ]),
        Exception(
            reason: "damage that the software has just repaired or stepped over, as after any power cut",
            ids: [
                "u-boot:ecc-mxs-erased", "u-boot:ubi-empty-device", "u-boot:ubi-vtbl-restored",
                "linux:jffs2-data-crc", "linux:ubi-torture",
            ]),
        Exception(
            reason:
                "the number or word in the example names another code than the entry, which has one for all of them",
            ids: [
                "u-boot:avb-vbmeta-error", "u-boot:ubifs-read-failed", "linux:avb-hash-mismatch",
                "linux:tfa-bl2-load-fail", "linux:avb-magic",
            ]),
        Exception(
            reason: "a root that cannot be mounted is fs.mount by the table of codes, also where its device is missing",
            ids: [
                "linux:vfs-waiting-root", "linux:systemd-timed-out", "linux:initramfs-gave-up",
                "linux:mtdsplit-fit-no-rootfs",
            ]),
        Exception(
            reason: "a partition that the table does not have is a fault of the table, a card that is not there one of "
                + "the card",
            ids: [
                "u-boot:spl-partition-error", "u-boot:fs-couldnt-find-part", "u-boot:fs-bad-device-spec",
                "linux:avb-load-partition",
            ]),
        Exception(
            reason: "blocks of two images are corruption, a header that stops the attaching is an attach error",
            ids: ["u-boot:ubi-image-seq", "linux:ubi-image-seq", "u-boot:ubi-bad-ec-hdr"]),
        Exception(
            reason: "the ROM stops without a word about why: missing, misplaced and refused loaders look alike",
            ids: ["linux:brom-mtk-halt"]),
    ]

    @Test func `an entry that names a failure is recognised as that failure, or is an exception with a reason`() throws
    {
        var recogniser = Recogniser()
        let found = try CatalogueEntry.all().filter { entry in
            let rules = recogniser.rules(for: entry)
            guard let code = DiagnosisCode(rawValue: entry.code), !rules.isEmpty else { return false }
            return !rules.contains { $0.code == code }
        }
        Self.compare(Set(found.map(\.id)), with: Self.otherwise)
    }

    // MARK: - Harmless

    private static let graver = [
        Exception(
            reason: "the loader waits for a host, whoever asked for it: the board does not boot",
            ids: ["linux:abl-fastboot", "linux:lk-fastboot-loop"])
    ]

    @Test func `a harmless entry makes no diagnosis, or is an exception with a reason`() throws {
        var recogniser = Recogniser()
        let found = try CatalogueEntry.all().filter { entry in
            let isHarmless = DiagnosisCode(rawValue: entry.code) == nil || entry.severity == "info"
            return isHarmless && recogniser.rules(for: entry).contains { $0.severity >= .warning }
        }
        Self.compare(Set(found.map(\.id)), with: Self.graver)
    }

    // MARK: - Comparing

    /// Finds the rules that match any line of an entry's example, in whatever stage.
    private struct Recogniser {
        private var trial = RuleTrial(ShippedKnowledge.rules)

        mutating func rules(for entry: CatalogueEntry) -> [Rule] {
            RuleTrial.lines(of: entry.example).flatMap { trial.matches(in: $0) }.map { trial.rules[$0.rule] }
        }
    }

    private static func compare(_ found: Set<String>, with exceptions: [Exception]) {
        let known = Set(exceptions.flatMap(\.ids))
        #expect(found.subtracting(known).sorted() == [], "not on the list of exceptions")
        #expect(known.subtracting(found).sorted() == [], "on the list of exceptions without need")
    }
}
