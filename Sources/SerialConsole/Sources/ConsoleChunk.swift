// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog

/// What one read of a console gave.
package struct ConsoleChunk: Sendable, Hashable {
    package var bytes: [UInt8]
    /// In the order of their places.
    package var errors: [LineError]
    /// When it was read.
    package var time: Timestamp

    package init(bytes: [UInt8] = [], errors: [LineError] = [], time: Timestamp) {
        self.bytes = bytes
        self.errors = errors
        self.time = time
    }
}
