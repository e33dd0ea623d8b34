// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Writing to a terminal: ECMA-48, as far as the Linux console, xterm, VTE and tmux agree on it.
extension [UInt8] {
    mutating func append(text: String) {
        append(contentsOf: text.utf8)
    }

    mutating func append(scalar: Unicode.Scalar) {
        if scalar.isASCII {
            append(UInt8(truncatingIfNeeded: scalar.value))
        } else {
            append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        }
    }

    /// `ESC final`.
    mutating func append(escape final: Unicode.Scalar) {
        append(0x1B)
        append(UInt8(truncatingIfNeeded: final.value))
    }

    /// `CSI n final`; a parameter is always written, so that nothing hangs on what a terminal takes for it.
    mutating func append(sequence final: Unicode.Scalar, _ parameter: Int) {
        append(text: "\u{1B}[\(parameter)")
        append(UInt8(truncatingIfNeeded: final.value))
    }

    /// `CSI n ; m final`.
    mutating func append(sequence final: Unicode.Scalar, _ first: Int, _ second: Int) {
        append(text: "\u{1B}[\(first);\(second)")
        append(UInt8(truncatingIfNeeded: final.value))
    }
}
