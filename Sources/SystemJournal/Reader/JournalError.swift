// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc

/// Why a journal could not be read.
package struct JournalError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: Sendable, Hashable {
        /// There is no such folder or file, or it is none of a journal.
        case cannotOpen
        case cannotRead
    }

    package var code: Code
    package var place: JournalPlace
    /// What the system said, of errno(3); nil when the folder is there, but no journal file in it.
    package var errno: Int32?

    package init(code: Code, place: JournalPlace, errno: Int32?) {
        self.code = code
        self.place = place
        self.errno = errno
    }

    package var description: String {
        switch (code, errno) {
        case (_, nil):
            "Cannot read \(place): there are no journal files. systemd-journal-remote writes to /var/log/journal/remote."
        case (.cannotOpen, ENOENT?):
            "Cannot open \(place): there is no such folder. systemd-journal-remote writes to /var/log/journal/remote."
        case (.cannotOpen, EACCES?), (.cannotOpen, EPERM?):
            "Cannot open \(place): permission denied. Add the user to group 'systemd-journal'."
        case (.cannotOpen, EBADMSG?), (.cannotOpen, ENODATA?), (.cannotOpen, EIO?):
            "Cannot open \(place): it is no journal file, or a damaged one. 'journalctl --verify --file=…' says more."
        case (.cannotOpen, EPROTONOSUPPORT?):
            "Cannot open \(place): it was written by a newer systemd. Read it on a host that has that one."
        case (.cannotOpen, _): "Cannot open \(place): \(reason)."
        case (.cannotRead, _): "Cannot read \(place): \(reason)."
        }
    }

    private var reason: String {
        strerror(errno ?? 0).map { String(cString: $0).lowercased() } ?? "unknown error"
    }
}
