// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import SystemPackage

/// Where the control server listens.
package enum ControlListener: Sendable, Hashable {
    /// At a socket of its own; one that a dead service left is replaced.
    case path(String)
    /// At one that is bound and listens already, and is taken over.
    case inherited(FileDescriptor)
}
