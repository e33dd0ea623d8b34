// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Why a console does not do what it is asked.
package struct ControlRefusal: Error, Sendable, Hashable {
    /// A sentence.
    package var reason: String

    package init(_ reason: String) {
        self.reason = reason
    }
}
