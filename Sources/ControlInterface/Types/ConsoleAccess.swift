// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// What somebody who attaches wants to do.
package enum ConsoleAccess: String, Codable, Sendable, Hashable {
    case read
    /// To write, if nobody else does.
    case write
    /// To write in any case; whoever did goes on as a reader.
    case takeOver = "take_over"
}
