// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// A value of a TOML text: what it is and where it stands. Its content is read when somebody asks for it.
struct TOMLValue: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case basicString
        case literalString
        case multilineBasicString
        case multilineLiteralString
        case array
        case inlineTable
        /// Numbers, truth values, dates.
        case scalar
    }

    var kind: Kind
    /// Bytes of the text, delimiters included.
    var range: Range<Int>

    /// Bytes that delimit the value on each side.
    var delimiterLength: Int {
        switch kind {
        case .basicString, .literalString, .array, .inlineTable: 1
        case .multilineBasicString, .multilineLiteralString: 3
        case .scalar: 0
        }
    }

    /// The bytes between the delimiters.
    var content: Range<Int> {
        range.lowerBound + delimiterLength..<max(range.upperBound - delimiterLength, range.lowerBound + delimiterLength)
    }
}
