// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import SystemPackage

/// What an attachment gives: a stream, and how the console stands. The descriptor is its taker's.
package struct ConsoleStream: Sendable {
    package var descriptor: FileDescriptor
    /// Bytes that were read already.
    package var first: [UInt8]
    /// How the line is set; nil for what is no line.
    package var settings: LineSettings?
    /// Whether the console is there at this moment. When it is not, the attachment tells why, and when it is.
    package var isOpen: Bool
    /// Why nothing can be sent; nil when it can.
    package var refusal: String?

    package init(
        _ descriptor: FileDescriptor, first: [UInt8] = [], settings: LineSettings? = nil, isOpen: Bool = true,
        refusal: String? = nil
    ) {
        self.descriptor = descriptor
        self.first = first
        self.settings = settings
        self.isOpen = isOpen
        self.refusal = refusal
    }
}
