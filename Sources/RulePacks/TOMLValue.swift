// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// A value of a TOML text: what it is and where it stands. Its content is read when somebody asks for it.
package struct TOMLValue: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        case basicString
        case literalString
        case multilineBasicString
        case multilineLiteralString
        case array
        case inlineTable
        /// Numbers, truth values, dates.
        case scalar
    }

    package var kind: Kind
    /// Bytes of the text, delimiters included.
    package var range: Range<Int>

    /// Bytes that delimit the value on each side.
    var delimiterLength: Int {
        switch kind {
        case .basicString, .literalString, .array, .inlineTable: 1
        case .multilineBasicString, .multilineLiteralString: 3
        case .scalar: 0
        }
    }

    /// The bytes between the delimiters.
    package var content: Range<Int> {
        range.lowerBound + delimiterLength..<max(range.upperBound - delimiterLength, range.lowerBound + delimiterLength)
    }
}
