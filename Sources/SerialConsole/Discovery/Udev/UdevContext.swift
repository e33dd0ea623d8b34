// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import CUdev

/// What every other object of libudev is made from. See libudev(3).
struct UdevContext: ~Copyable, @unchecked Sendable {
    // SAFETY: libudev keeps no state of a thread; its objects may be used from any one at a time, and a value that
    // cannot be copied has one user.
    let pointer: OpaquePointer

    /// nil when memory is short.
    init?() {
        guard let pointer = udev_new() else { return nil }
        self.pointer = pointer
    }

    deinit { udev_unref(pointer) }
}
