// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Words of the evidence itself that say more than its rule does: `repack` in a refusal, `unknown-block(0,0)` in a
/// panic. Found as rules are, in one pass.
struct WordSignals: Sendable {
    private static let words: [(signal: String, words: [String])] = [
        ("repack", ["repack", "modified", "tamper"]),
        ("unsigned", ["unsigned", "not signed", "no signature", "No signature", "No 'signature'"]),
        ("signature.bad-key", ["ertificate", "ublic key", "required signature", "ROTPK", "wrong key"]),
        (
            "certificate.dates",
            [
                "not yet valid", "ertificate has expired", "ertificate is expired", "ertificate expired",
                "not valid before",
            ]
        ),
        (
            "loader.exception",
            [
                "\" handler, esr", "data abort", "prefetch abort", "undefined instruction", "Ooops:",
                "Unhandled exception", "Bus Fault", "Hard fault", "HardFault",
            ]
        ),
        ("image.arch", ["rchitecture", "product id", "Product ID", "board type", "hardware revision", "not for this"]),
        ("root.no-device", ["unknown-block(0,0)", "\"(null)\""]),
        ("root.unmountable", ["unknown-block(31", "unknown-block(179", "unknown-block(1,", "unknown-block(8"]),
        ("jedec.floating", ["ff, ff", "ff ff ff", "00, 00, 00", "00 00 00", "[00,00]", "[ff,ff]"]),
        ("jedec.unknown", ["unrecognized JEDEC id", "Unsupported Winbond ID", "unknown raw ID"]),
        ("removable-media", ["SD card", " SD ", "sdcard", "usb "]),
        ("emmc", ["eMMC", "EMMC"]),
        ("skipping-bad-block", ["Skipping bad block"]),
        ("ubi.foreign", ["bad magic number at PEB", "not UBI-formatted"]),
        ("ubi.geometry", ["bad VID header offset", "bad data offset", "bad LEB size"]),
        ("ubi.bigger", ["too large reserved_pebs", "not enough PEBs"]),
        ("ubi.sequence", ["bad image sequence number"]),
        ("device.undervoltage", ["nder-voltage", "ndervoltage", "rown-out", "rownout"]),
    ]

    private let rules: RuleSet
    private var scratch = RuleSet.Scratch()
    private var matches: [RuleMatch] = []

    init() {
        rules = RuleSet(
            Self.words.map { entry in
                // A word of the table is a plain literal of three bytes or more, which always is a template.
                Rule(
                    id: entry.signal, templates: entry.words.compactMap { try? Template($0) }, severity: .info,
                    summary: "")
            })
    }

    /// The signals that stand in a line of evidence.
    mutating func signals(in text: String) -> [String] {
        matches.removeAll(keepingCapacity: true)
        var text = text
        text.makeContiguousUTF8()
        rules.matches(in: text.utf8Span.span, stage: nil, scratch: &scratch, to: &matches)
        return matches.map { rules.rules[$0.rule].id }
    }
}
