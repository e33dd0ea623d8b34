// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc

/// What there is to tell of the journal elsewhere than in the journal.
package enum JournalNotice: Sendable, Hashable, CustomStringConvertible {
    /// There is no journal on this system; nothing is kept for it. An errno.
    case absent(Int32)
    /// The journal takes nothing at present; entries are kept as long as there is room. An errno.
    case interrupted(Int32)
    /// The journal takes entries again; so many were lost since it last did.
    case restored(lost: Int)
    /// The journal will never take an entry. An errno.
    case refused(Int32, message: String)

    package var description: String {
        switch self {
        case .absent(let error):
            "No journal: \(Self.words(error)). Diagnoses are not kept in it; whoever wants them there starts "
                + "systemd-journald, or mounts /run/systemd/journal into the container."
        case .interrupted(let error):
            "The journal takes no entries: \(Self.words(error)). They are kept until there is no more room."
        case .restored(let lost):
            "The journal takes entries again"
                + (lost == 0 ? "; none is lost." : lost == 1 ? "; 1 is lost." : "; \(lost) are lost.")
        case .refused(let error, let message): "The journal refuses an entry (\(Self.words(error))): \(message)"
        }
    }

    private static func words(_ error: Int32) -> String {
        switch error {
        case ENOENT: "nobody has made its socket"
        case ECONNREFUSED: "nobody reads its socket"
        default: String(cString: strerror(error))
        }
    }
}
