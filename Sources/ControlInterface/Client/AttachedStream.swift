// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import SystemPackage

/// A connection that carries a raw console. Owns its descriptor.
package struct AttachedStream: ~Copyable {
    package let port: Port
    package let mayWrite: Bool
    /// What came with the answer: the stream's first bytes.
    package let first: [UInt8]
    private var descriptor: FileDescriptor

    init(_ reply: Attach.Reply, first: [UInt8], descriptor: FileDescriptor) {
        port = reply.port
        mayWrite = reply.mayWrite
        self.first = first
        self.descriptor = descriptor
    }

    deinit {
        if descriptor.rawValue >= 0 { try? descriptor.close() }
    }

    /// The connection; blocking, as socket(2) made it.
    package var connection: FileDescriptor { descriptor }

    /// Gives the connection away; whoever takes it closes it.
    package consuming func release() -> FileDescriptor {
        let given = descriptor
        descriptor = FileDescriptor(rawValue: -1)
        return given
    }
}
