// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// What a capture of a template takes.
public enum CaptureType: String, Sendable, Hashable, CaseIterable {
    /// The longest run of decimal digits.
    case dec
    /// The longest run of hexadecimal digits, with or without `0x`.
    case hex
    /// An optional sign, then decimal digits or `0x` and hexadecimal ones.
    case int
    /// A number with a unit: `2.2 MB`, `128 KiB`, `64 bytes`.
    case size
    /// The shortest run without a blank up to what follows.
    case word
    /// Text between `"` or `'`; the capture is the text.
    case quoted
    /// `a.b.c.d`.
    case ipv4
    /// The shortest run of anything up to what follows; one byte or more.
    case text
    /// Everything up to the end of the line.
    case rest

    /// Whether its end depends on what follows it in the template.
    var isOpenEnded: Bool { self == .word || self == .text }
}
