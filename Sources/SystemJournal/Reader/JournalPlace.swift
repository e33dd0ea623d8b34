// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Where journal files lie.
package enum JournalPlace: Sendable, Hashable, CustomStringConvertible {
    /// This host's own journal, all namespaces of it.
    case local
    /// A folder of journal files, or one file: where systemd-journal-remote(8) gathers those of other hosts, or a copy.
    case path(String)

    package var description: String {
        switch self {
        case .local: "this host's journal"
        case .path(let path): "'\(path)'"
        }
    }
}
