// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import CLinuxEvents
import Glibc
import SystemPackage

/// A descriptor that is readable when one of several others is. See epoll(7).
struct ReadableSet: ~Copyable {
    let descriptor: FileDescriptor

    /// - Throws: `Errno`: the limit of descriptors.
    init() throws(Errno) {
        let number = epoll_create1(CInt(EPOLL_CLOEXEC))
        guard number >= 0 else { throw Errno(rawValue: errno) }
        descriptor = FileDescriptor(rawValue: number)
    }

    deinit {
        // Nothing is lost with it, ignoring.
        try? descriptor.close()
    }

    /// Adds a socket or another descriptor that can be waited for; its owner keeps it open as long as the set.
    func add(_ member: FileDescriptor) {
        var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(fd: member.rawValue))
        // Fails only for want of kernel memory; then its changes come late, with those of the others, ignoring.
        epoll_ctl(descriptor.rawValue, EPOLL_CTL_ADD, member.rawValue, &event)
    }
}
