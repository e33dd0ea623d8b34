// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import SystemPackage

/// Why a capture could not be read.
package struct CaptureError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Action: Sendable, Hashable {
        case open
        case read
        case inflate
    }

    package var path: String
    package var action: Action
    /// What the system said; nil when it is the content that is wrong.
    package var errno: Errno?

    package init(path: String, action: Action, errno: Errno?) {
        self.path = path
        self.action = action
        self.errno = errno
    }

    package var description: String {
        let name = path == "-" ? "standard input" : "'\(path)'"
        switch (action, errno) {
        case (.inflate, _):
            return
                "Cannot unpack \(name): the gzip data are damaged or cut off. What came before was analysed; copy the file again."
        case (.open, .noSuchFileOrDirectory?): return "Cannot open \(name): there is no such file. Check the path."
        case (.open, .permissionDenied?):
            return "Cannot open \(name): permission denied. Ask its owner for read permission, or copy it."
        case (_, .isDirectory?): return "Cannot read \(name): it is a directory. Name the log files in it."
        case (.open, let errno): return "Cannot open \(name): \(errno.map { "\($0)" } ?? "unknown error")."
        case (.read, let errno): return "Cannot read \(name): \(errno.map { "\($0)" } ?? "unknown error")."
        }
    }
}
