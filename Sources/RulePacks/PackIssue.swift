// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// What is wrong with a pack, and where.
package struct PackIssue: Error, Sendable, Hashable, CustomStringConvertible {
    /// The pack's file, as it was named.
    package var file: String
    /// 1-based.
    package var line: Int
    /// 1-based, in bytes.
    package var column: Int
    package var reason: String

    package init(file: String, line: Int, column: Int, reason: String) {
        self.file = file
        self.line = line
        self.column = column
        self.reason = reason
    }

    /// The same, with words before the reason: `warning: `.
    package func with(prefix: String) -> PackIssue {
        PackIssue(file: file, line: line, column: column, reason: prefix + reason)
    }

    package var description: String {
        "\(file):\(line):\(column): \(reason)"
    }
}
