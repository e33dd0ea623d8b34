// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// A pack that was refused, with everything that is wrong with it.
package struct PackError: Error, Sendable, Hashable, CustomStringConvertible {
    /// At least one.
    package var issues: [PackIssue]

    package init(_ issues: [PackIssue]) {
        self.issues = issues
    }

    package var description: String {
        issues.map(\.description).joined(separator: "\n")
    }
}
