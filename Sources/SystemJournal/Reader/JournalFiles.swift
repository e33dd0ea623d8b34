// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc

/// The files of a journal as they lie in the file system. libsystemd passes over what it may not read without a word.
package enum JournalFiles {
    /// How many files of a place this process may read, and how many it may not.
    package static func access(to place: JournalPlace) -> (readable: Int, forbidden: Int) {
        switch place {
        case .local:
            let folders = ["/var/log/journal", "/run/log/journal"].map { access(folder: $0, depth: 1) }
            return folders.reduce((0, 0)) { ($0.0 + $1.readable, $0.1 + $1.forbidden) }
        case .path(let path): return access(folder: path, depth: 1)
        }
    }

    private static func access(folder: String, depth: Int) -> (readable: Int, forbidden: Int) {
        guard let directory = opendir(folder) else {
            switch errno {
            // A single file was named.
            case ENOTDIR: return Glibc.access(folder, R_OK) == 0 ? (1, 0) : (0, 1)
            case EACCES: return (0, 1)
            default: return (0, 0)
            }
        }
        defer { closedir(directory) }
        var count = (readable: 0, forbidden: 0)
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                // SAFETY: readdir(3) ends the name with NUL within its 256 bytes.
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            let path = "\(folder)/\(name)"
            if name.hasSuffix(".journal") || name.hasSuffix(".journal~") {
                if Glibc.access(path, R_OK) == 0 { count.readable += 1 } else { count.forbidden += 1 }
            } else if depth > 0, isMachine(name) {
                let below = access(folder: path, depth: depth - 1)
                count = (count.readable + below.readable, count.forbidden + below.forbidden)
            }
        }
        return count
    }

    /// Whether a folder's name is a machine id, perhaps with a namespace behind it: others are not looked into.
    private static func isMachine(_ name: String) -> Bool {
        let id = name.prefix { $0 != "." }
        return id.utf8.count == 32
            && id.utf8.allSatisfy {
                UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || UInt8(ascii: "a")...UInt8(ascii: "f") ~= $0
            }
    }
}
