// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import CUdev
import SystemPackage

/// Events of a subsystem's devices, after udev's rules have run: links are made, permissions are set. Silent where no
/// udevd runs. See udev_monitor_new_from_netlink(3).
struct UdevMonitor: ~Copyable, @unchecked Sendable {
    // SAFETY: as for UdevContext: one user at a time, by being no copy.
    private let pointer: OpaquePointer

    /// nil where netlink sockets are not allowed.
    init?(subsystem: String, context: borrowing UdevContext) {
        guard let pointer = udev_monitor_new_from_netlink(context.pointer, "udev") else { return nil }
        // The filter runs in the kernel: events of disks wake nobody here.
        guard udev_monitor_filter_add_match_subsystem_devtype(pointer, subsystem, nil) >= 0,
            udev_monitor_enable_receiving(pointer) >= 0, udev_monitor_get_fd(pointer) >= 0
        else {
            udev_monitor_unref(pointer)
            return nil
        }
        self.pointer = pointer
    }

    deinit { udev_monitor_unref(pointer) }

    /// Readable when an event waits.
    var descriptor: FileDescriptor { FileDescriptor(rawValue: udev_monitor_get_fd(pointer)) }

    /// Takes all events that wait. Never waits: libudev's socket does not block.
    ///
    /// What they say is not used: sysfs tells the state after all of them, and also what an event told that was lost.
    func drain() {
        while let device = udev_monitor_receive_device(pointer) { udev_device_unref(device) }
    }
}
