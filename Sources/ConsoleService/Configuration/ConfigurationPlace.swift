// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import RulePacks

/// A place in a configuration.
package struct ConfigurationPlace: Sendable, Hashable, CustomStringConvertible {
    package struct Position: Sendable, Hashable {
        /// 1-based.
        package var line: Int
        /// 1-based, in bytes.
        package var column: Int
    }

    package var file: String
    /// nil for the file as a whole.
    package var position: Position?

    package init(file: String, position: Position? = nil) {
        self.file = file
        self.position = position
    }

    init(_ issue: PackIssue) {
        file = issue.file
        position = Position(line: issue.line, column: issue.column)
    }

    /// `FILE:LINE`
    package var line: String { position.map { "\(file):\($0.line)" } ?? file }

    package var description: String { position.map { "\(file):\($0.line):\($0.column)" } ?? file }

    /// Whether it stands before another in the same file.
    func precedes(_ other: ConfigurationPlace) -> Bool {
        let (left, right) = (position, other.position)
        return (left?.line ?? 0, left?.column ?? 0) < (right?.line ?? 0, right?.column ?? 0)
    }
}
