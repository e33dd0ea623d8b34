// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import CSystemd
import Glibc
import Synchronization
import SystemPackage

/// The descriptors that the service manager passed at the start: listening sockets, and what it kept from an earlier life.
/// A class: each is handed out once, to whichever task asks for it.
final class InheritedDescriptors: Sendable {
    private let descriptors: Mutex<[(name: String, descriptor: FileDescriptor)]>

    init(_ descriptors: [(name: String, descriptor: FileDescriptor)]) {
        self.descriptors = Mutex(descriptors)
    }

    /// Takes what the environment tells, and the variables out of it: no child is to take them for its own.
    static func fromEnvironment() -> InheritedDescriptors {
        var names: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        let count = sd_listen_fds_with_names(1, &names)
        guard count > 0, let names else { return InheritedDescriptors([]) }
        defer { free(names) }
        // SAFETY: as many names as descriptors, each a C string that is ours to free. See sd_listen_fds_with_names(3).
        return InheritedDescriptors(
            (0..<Int(count)).map { index in
                defer { free(names[index]) }
                let name = names[index].map { String(cString: $0) } ?? ""
                return (name, FileDescriptor(rawValue: SD_LISTEN_FDS_START + CInt(index)))
            })
    }

    func take(_ isMeant: (String) -> Bool) -> [(name: String, descriptor: FileDescriptor)] {
        descriptors.withLock { descriptors in
            defer { descriptors.removeAll { isMeant($0.name) } }
            return descriptors.filter { isMeant($0.name) }
        }
    }

    func contains(_ name: String) -> Bool {
        descriptors.withLock { $0.contains { $0.name == name } }
    }
}
