// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Where the present boot of a console is recorded.
package struct BootBytes: Sendable, Hashable {
    package var path: String
    /// Position in the console's stream of the file's first byte.
    package var start: Int
    /// Bytes of the stream since `start` that the file lacks.
    package var lost: Int

    package init(path: String, start: Int, lost: Int = 0) {
        self.path = path
        self.start = start
        self.lost = lost
    }
}
