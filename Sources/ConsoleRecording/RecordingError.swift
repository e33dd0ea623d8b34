// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import SystemPackage

/// Why a recording cannot be written or read.
package struct RecordingError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: Sendable, Hashable {
        case cannotOpen
        case cannotRead
        case cannotWrite
        /// Written, but the disk did not confirm it.
        case notConfirmed
        case notAFile
        /// Another recorder writes to it.
        case busy
        /// The file beside it, which should be its time index, is something else.
        case foreignIndex
    }

    package var code: Code
    package var path: String
    /// What the system said.
    package var errno: Errno?

    package init(_ code: Code, path: String, errno: Errno? = nil) {
        self.code = code
        self.path = path
        self.errno = errno
    }

    package var description: String {
        switch code {
        case .cannotOpen: "Cannot open the recording '\(path)': \(reason). \(advice)"
        case .cannotRead: "Cannot read the recording '\(path)': \(reason). \(advice)"
        case .cannotWrite: "Cannot write to the recording '\(path)': \(reason). \(advice)"
        case .notConfirmed:
            "The disk does not confirm what was written to the recording '\(path)': \(reason). Check the disk."
        case .notAFile: "'\(path)' can be no recording: it is no regular file. Choose another name."
        case .busy:
            "Cannot record to '\(path)': another recorder is writing to it. Choose another name, or end that recorder."
        case .foreignIndex:
            "Cannot record to '\(path)': '\(TimeIndex.path(of: path))' is not the time index of a recording. "
                + "Move that file away, or choose another name."
        }
    }

    private var reason: String {
        switch errno {
        case .noSuchFileOrDirectory?: code == .cannotOpen ? "there is no such file or directory" : "it is gone"
        case .permissionDenied?: "permission denied"
        case .noSpace?: "no space left on the disk"
        case .diskQuotaExceeded?: "the disk quota is used up"
        case .readOnlyFileSystem?: "the file system is read-only"
        case .isDirectory?: "it is a directory"
        case let errno?: "\(errno)"
        case nil: "unknown error"
        }
    }

    private var advice: String {
        switch errno {
        case .noSuchFileOrDirectory?: "Check the path."
        case .permissionDenied?, .readOnlyFileSystem?: "Choose a place where you may write, or ask the file's owner."
        case .noSpace?, .diskQuotaExceeded?:
            code == .cannotWrite ? "Free some space: the recording then goes on by itself." : "Free some space."
        case .isDirectory?: "Name a file in it."
        default: code == .cannotWrite ? "The recording goes on as soon as it can be written." : "Check the disk."
        }
    }
}
