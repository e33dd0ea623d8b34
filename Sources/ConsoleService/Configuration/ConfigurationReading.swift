// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// A sound configuration, and what it was read from.
package struct ConfigurationReading: Sendable, Hashable {
    package var configuration = ServiceConfiguration()
    /// In the order in which they were read.
    package var files: [String] = []
    /// What is not wrong, but is hardly what somebody wanted.
    package var notices: [ConfigurationIssue] = []

    init() {}
}
