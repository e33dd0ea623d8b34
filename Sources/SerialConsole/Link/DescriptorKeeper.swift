// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import SystemPackage

/// Keeps a port's descriptor beyond the life of this process: the kernel goes on receiving for it, and the next life reads
/// what came in between. One for each console.
///
/// Nothing of it waits: the link's task calls it.
package protocol DescriptorKeeper: Sendable {
    /// What was kept in an earlier life, once; it stays kept until ``drop()``. The caller closes what it gets.
    func take() -> FileDescriptor?

    /// The port was opened: it is to be kept should the process die. Makes a copy of its own, and leaves the caller's.
    func keep(_ descriptor: FileDescriptor)

    /// The port is closed for good: given back, or unplugged.
    func drop()

    /// How the first life found the line, once; nil when that was not kept.
    func takeFoundState() -> [UInt8]?

    /// As ``keep(_:)``, with how the line was found, so that a later life can put it back.
    func keep(_ descriptor: FileDescriptor, foundState: [UInt8])
}

extension DescriptorKeeper {
    package func takeFoundState() -> [UInt8]? { nil }

    package func keep(_ descriptor: FileDescriptor, foundState: [UInt8]) {
        keep(descriptor)
    }
}
