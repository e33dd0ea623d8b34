// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import SystemPackage

/// What an attachment gives: a stream, and how the console stands. The descriptor is its taker's.
package struct ConsoleStream: Sendable {
    package var descriptor: FileDescriptor
    /// Bytes that were read already.
    package var first: [UInt8]
    /// What takes the stream apart; nil for one that holds nothing but the board's bytes.
    package var splitter: (any ConsoleSplitter)?
    /// How the line is set; nil for what is no line.
    package var settings: LineSettings?
    /// Whether the console is there at this moment. When it is not, the attachment tells why, and when it is.
    package var isOpen: Bool
    /// Why nothing can be sent; nil when it can.
    package var refusal: String?

    package init(
        _ descriptor: FileDescriptor, first: [UInt8] = [], splitter: (any ConsoleSplitter)? = nil,
        settings: LineSettings? = nil, isOpen: Bool = true, refusal: String? = nil
    ) {
        self.descriptor = descriptor
        self.first = first
        self.splitter = splitter
        self.settings = settings
        self.isOpen = isOpen
        self.refusal = refusal
    }
}
