// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// How a raw console tells what the service says from what the board sends.
package enum StreamForm: String, Codable, Sendable, Hashable {
    /// For the eye: the service's words stand on lines of their own.
    case plain
    /// For programs: see ``StreamMark``.
    case marked
}
