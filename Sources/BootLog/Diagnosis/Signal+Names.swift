// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

extension Signal {
    /// Signals that the engine gives, besides those of ``families``. A weight for any other would have no effect.
    static let names: Set<String> = [
        "flash.bad-block.in-range", "flash.bad-block.elsewhere", "flash.ecc-uncorrectable.in-range",
        "flash.ecc-uncorrectable.elsewhere", "flash.ecc-corrected.in-range", "flash.ecc-corrected.elsewhere",
        "flash.io-error.in-range", "flash.io-error.elsewhere", "flash.clean", "flash.clean-range", "flash.ecc-many",
        "flash.ecc-few", "flash.bad-run", "flash.half-bad", "header.expected", "header.wrong", "header.html",
        "header.text", "header.erased", "header.zero", "header.vendor", "read.io-error", "transfer.short",
        "transfer.complete", "transfer.failed", "env.default", "layout.overlap", "layout.conflict", "boots.same",
        "boots.different", "boots.other-ok", "person.interrupted", "person.command", "survived", "reset.watchdog",
        "reset.power", "reset.exception", "repack", "unsigned", "signature.bad-key", "image.arch", "root.no-device",
        "root.unmountable", "jedec.floating", "jedec.unknown", "removable-media", "emmc", "skipping-bad-block",
        "read.refused", "load.overlaps", "update.unfinished", "checksum.unsteady", "checksum.same",
        "checksum.same-after-load", "checksum.differs", "checksum.differs-after-load", "range.pushed-out",
        "certificate.dates", "loader.exception", "ubi.foreign", "ubi.geometry", "ubi.bigger", "ubi.sequence",
        "device.undervoltage",
        "console.speed", "console.framing", "console.inverted", "console.noise", "console.handed-over",
    ]

    /// What begins the names of signals that are made of a code, a rule, an error number or a severity.
    static let families = ["code:", "code-after:", "rule:", "errno.", "severity."]

    static func isKnown(_ name: String) -> Bool {
        names.contains(name) || families.contains { name.hasPrefix($0) }
    }
}
