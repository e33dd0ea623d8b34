// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import RulePacks

/// What is wrong with a configuration, or good to know about it, and where.
package struct ConfigurationIssue: Sendable, Hashable, CustomStringConvertible {
    package var place: ConfigurationPlace
    package var reason: String

    package init(_ place: ConfigurationPlace, _ reason: String) {
        self.place = place
        self.reason = reason
    }

    init(_ issue: PackIssue) {
        place = ConfigurationPlace(issue)
        reason = issue.reason
    }

    /// `FILE:LINE:COLUMN: reason`, or `FILE: reason`.
    package var description: String { "\(place): \(reason)" }
}
