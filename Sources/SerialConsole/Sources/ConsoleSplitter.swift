// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog

/// Takes the stream of an attachment apart: the board's bytes, and what its keeper says between them.
package protocol ConsoleSplitter: Sendable {
    /// - Parameter bytes: of the stream, as they came.
    mutating func split(_ bytes: [UInt8]) -> [ConsoleStream.Item]
}

extension ConsoleStream {
    package enum Item: Sendable {
        /// Of the board.
        case bytes([UInt8])
        /// Of the keeper; made with the moment at which it is read.
        case told(@Sendable (Timestamp) -> ConsoleItem)
    }
}
