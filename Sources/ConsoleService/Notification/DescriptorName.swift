// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// A name under which the service manager keeps a descriptor: printable ASCII without a colon, 255 characters at most. See
/// sd_pid_notify_with_fds(3), FDNAME=.
///
/// Different names stay different: what may not stand there is written as in a URL, `%3A`.
struct DescriptorName: Sendable, Hashable {
    static let maximumLength = 255

    let text: String

    /// The name of what a console keeps; no descriptor that a socket unit passes is called so.
    init(console: String) {
        self.init("console.\(console)")
    }

    init(_ name: String) {
        var text = ""
        for byte in name.utf8 {
            if byte > 0x20, byte < 0x7F, byte != UInt8(ascii: ":"), byte != UInt8(ascii: "%") {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                text += "%\(byte < 16 ? "0" : "")\(String(byte, radix: 16, uppercase: true))"
            }
        }
        if text.utf8.count > Self.maximumLength {
            let mark = "%~\(String(Self.hash(name), radix: 16))"
            text = String(text.prefix(Self.maximumLength - mark.utf8.count)) + mark
        }
        self.text = text
    }

    /// FNV-1a: the same in every life, unlike the standard library's.
    private static func hash(_ name: String) -> UInt64 {
        name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
