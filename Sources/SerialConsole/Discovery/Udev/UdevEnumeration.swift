// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import CUdev

/// The devices of one subsystem whose names fit one of some patterns. See udev_enumerate_new(3).
struct UdevEnumeration: ~Copyable {
    private let pointer: OpaquePointer

    /// nil when sysfs cannot be read.
    ///
    /// - Parameter names: patterns as of glob(7).
    init?(subsystem: String, names: [String], context: borrowing UdevContext) {
        guard let pointer = udev_enumerate_new(context.pointer) else { return nil }
        udev_enumerate_add_match_subsystem(pointer, subsystem)
        for name in names { udev_enumerate_add_match_sysname(pointer, name) }
        guard udev_enumerate_scan_devices(pointer) >= 0 else {
            udev_enumerate_unref(pointer)
            return nil
        }
        self.pointer = pointer
    }

    deinit { udev_enumerate_unref(pointer) }

    /// Full paths below /sys.
    var paths: [String] {
        var paths: [String] = []
        var entry = udev_enumerate_get_list_entry(pointer)
        while let current = entry {
            if let name = udev_list_entry_get_name(current) { paths.append(String(cString: name)) }
            entry = udev_list_entry_get_next(current)
        }
        return paths
    }
}
