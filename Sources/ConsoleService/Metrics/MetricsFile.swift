// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import SystemPackage

/// A page in the folder of node_exporter's textfile collector. Replaced as a whole: who reads it never sees a half one.
struct MetricsFile: Sendable {
    let path: String

    /// Where the next page is written: in the same folder, so that it can take the place of the last one, and without
    /// the ending that the collector looks for. Always the same, so that a killed service leaves one behind at most.
    private var newPath: String { path + ".new" }

    /// Replaces what is there; everybody may read it.
    ///
    /// - Throws: `Errno` when it cannot be written; the last page stays then.
    func write(_ text: String) throws(Errno) {
        do {
            let descriptor = try FileDescriptor.open(
                FilePath(newPath), .writeOnly, options: [.create, .truncate, .closeOnExec, .noFollow],
                permissions: [.ownerReadWrite, .groupRead, .otherRead])
            try descriptor.closeAfter {
                // The collector is another user, and the umask of a service keeps others out.
                guard fchmod(descriptor.rawValue, 0o644) == 0 else { throw Errno(rawValue: errno) }
                _ = try descriptor.writeAll(text.utf8)
            }
            // Not synchronised: after a power cut the counters begin anew anyhow.
            guard rename(newPath, path) == 0 else { throw Errno(rawValue: errno) }
        } catch {
            unlink(newPath)
            throw error as? Errno ?? .ioError
        }
    }

    /// Takes the page away: numbers of a service that does not run are no news.
    func remove() {
        unlink(path)
    }
}
