// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc

/// Why a port's node may not be opened, and what would change that.
struct PortPermission: Sendable, Hashable {
    var path: String
    /// The permission bits.
    var mode: UInt32
    /// The name, or the number where it has none.
    var owner: String
    var group: String
    /// Whether the group is root's own, which nobody should join.
    var isRootGroup: Bool
    /// Whether this process has the group.
    var isMember: Bool
    /// Whether the user has it since the next login.
    var isRegistered: Bool

    /// What to do, in one sentence.
    var advice: String {
        let groupMayUseIt = mode & 0o060 == 0o060 && !isRootGroup
        guard groupMayUseIt else {
            let octal = String(mode & 0o777, radix: 8)
            return
                "Only '\(owner)' may use it (mode \(octal)): run this as that user, or give it to a group by a udev rule."
        }
        if isMember {
            return
                "You are in its group '\(group)', so an access list or a security policy forbids it: see getfacl \(path)."
        }
        if isRegistered {
            return "You were added to the group '\(group)' after you logged in: log in again."
        }
        return "Add yourself to the group '\(group)': sudo usermod -aG \(group) $USER, then log in again."
    }
}

extension PortPermission {
    /// What the system's user data base says about a node and this process.
    init(path: String, node: DeviceNode) {
        self.path = path
        mode = node.mode
        group = Self.groupName(node.group) ?? "\(node.group)"
        owner = Self.user(node.owner)?.name ?? "\(node.owner)"
        isRootGroup = node.group == 0
        let user = Self.user(getuid())
        isMember = Self.processGroups().contains(node.group)
        isRegistered = user.map { Self.groups(of: $0.name, primary: $0.group).contains(node.group) } ?? false
    }

    private static func processGroups() -> [UInt32] {
        let count = getgroups(0, nil)
        guard count > 0 else { return [getegid()] }
        var groups = [gid_t](repeating: 0, count: Int(count))
        let filled = getgroups(count, &groups)
        return Array(groups.prefix(Int(max(filled, 0)))) + [getegid()]
    }

    private static func groups(of user: String, primary: UInt32) -> [UInt32] {
        // As many as a user can have in practice; a longer list fails and counts as none.
        var count: CInt = 1_024
        var groups = [gid_t](repeating: 0, count: Int(count))
        guard getgrouplist(user, primary, &groups, &count) >= 0 else { return [] }
        return Array(groups.prefix(Int(count)))
    }

    private static func groupName(_ number: UInt32) -> String? {
        var entry = group_entry()
        var found: UnsafeMutablePointer<group_entry>?
        var buffer = [CChar](repeating: 0, count: 16_384)
        return buffer.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress, getgrgid_r(number, &entry, start, buffer.count, &found) == 0,
                found != nil, let name = entry.gr_name
            else { return nil }
            return String(cString: name)
        }
    }

    private static func user(_ number: UInt32) -> (name: String, group: UInt32)? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16_384)
        return buffer.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress, getpwuid_r(number, &entry, start, buffer.count, &found) == 0,
                found != nil, let name = entry.pw_name
            else { return nil }
            return (String(cString: name), entry.pw_gid)
        }
    }
}

/// The field `group` hides the C structure of that name.
private typealias group_entry = Glibc.group
