// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

extension Array where Element == UInt8 {
    /// The bytes of a test's text, one for each scalar, so that `\u{FF}` is the byte 0xFF.
    package init(latin1 text: String) {
        self = text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    }
}
