// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc

/// Groups of the system's users.
enum UserGroup {
    /// The number of a group; nil when there is none of that name. May wait for a directory service.
    static func number(of name: String) -> gid_t? {
        if let number = gid_t(name) { return number }
        var size = 4 * 1_024
        while size <= 1 << 20 {
            var entry = group()
            var found: UnsafeMutablePointer<group>?
            var buffer = [CChar](repeating: 0, count: size)
            let status = getgrnam_r(name, &entry, &buffer, buffer.count, &found)
            guard status == ERANGE else { return found == nil ? nil : entry.gr_gid }
            size *= 4
        }
        return nil
    }
}
