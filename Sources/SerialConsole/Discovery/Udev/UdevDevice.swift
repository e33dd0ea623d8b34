// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import CUdev

/// A device as sysfs and udev's database describe it. See udev_device_new_from_syspath(3).
struct UdevDevice: ~Copyable {
    private let pointer: OpaquePointer

    /// Takes one reference over.
    init(owning pointer: OpaquePointer) {
        self.pointer = pointer
    }

    /// The device at a path below /sys; nil when it is gone.
    init?(path: String, context: borrowing UdevContext) {
        guard let pointer = udev_device_new_from_syspath(context.pointer, path) else { return nil }
        self.pointer = pointer
    }

    deinit { udev_device_unref(pointer) }

    /// `ttyUSB0`
    var name: String? { Self.string(udev_device_get_sysname(pointer)) }

    /// `/dev/ttyUSB0`
    var node: String? { Self.string(udev_device_get_devnode(pointer)) }

    /// `/devices/pci0000:00/…`: where the device hangs.
    var path: String? { Self.string(udev_device_get_devpath(pointer)) }

    var subsystem: String? { Self.string(udev_device_get_subsystem(pointer)) }

    /// `usb_device`, `usb_interface`: what it is within its subsystem.
    var type: String? { Self.string(udev_device_get_devtype(pointer)) }

    /// The driver that is bound to this very device; that of a port is one of its ancestors'.
    var driver: String? { Self.string(udev_device_get_driver(pointer)) ?? property("DRIVER") }

    /// The next device towards the root; nil for what hangs on nothing, as consoles do.
    func parent() -> UdevDevice? {
        // The pointer that libudev gives here lives as long as the child: a reference of its own is taken.
        guard let parent = udev_device_get_parent(pointer), let owned = udev_device_ref(parent) else { return nil }
        return UdevDevice(owning: owned)
    }

    func property(_ name: String) -> String? {
        Self.string(udev_device_get_property_value(pointer, name))
    }

    /// A file of the device's folder in sysfs, without its last newline; nil where there is none.
    func attribute(_ name: String) -> String? {
        Self.string(udev_device_get_sysattr_value(pointer, name))
    }

    /// Everything that the kernel and the rules say.
    var properties: [String: String] {
        var properties: [String: String] = [:]
        var entry = udev_device_get_properties_list_entry(pointer)
        while let current = entry {
            if let name = Self.string(udev_list_entry_get_name(current)) {
                properties[name] = Self.string(udev_list_entry_get_value(current)) ?? ""
            }
            entry = udev_list_entry_get_next(current)
        }
        return properties
    }

    /// Full paths of the links that udev keeps to the node.
    var links: [String] {
        var links: [String] = []
        var entry = udev_device_get_devlinks_list_entry(pointer)
        while let current = entry {
            if let link = Self.string(udev_list_entry_get_name(current)) { links.append(link) }
            entry = udev_list_entry_get_next(current)
        }
        return links
    }

    /// What is not UTF-8 becomes U+FFFD: a device can claim any bytes for its name. Empty counts as absent.
    private static func string(_ text: UnsafePointer<CChar>?) -> String? {
        // SAFETY: libudev's strings end with a zero byte and live until the device changes; they are copied at once.
        guard let text, text.pointee != 0 else { return nil }
        return String(cString: text)
    }
}
