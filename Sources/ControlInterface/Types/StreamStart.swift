// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Where a stream begins.
package enum StreamStart: String, Codable, Sendable, Hashable {
    case now
    /// At the beginning of the present boot.
    case boot
}
