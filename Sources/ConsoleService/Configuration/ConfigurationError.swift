// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// A configuration that was refused, with everything that is wrong in all of its files.
package struct ConfigurationError: Error, Sendable, Hashable, CustomStringConvertible {
    /// At least one, in the order of the files.
    package var issues: [ConfigurationIssue]

    package init(_ issues: [ConfigurationIssue]) {
        self.issues = issues
    }

    /// One line an issue.
    package var description: String { issues.map(\.description).joined(separator: "\n") }
}
