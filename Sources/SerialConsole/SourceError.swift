// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import SystemPackage

/// Why a console cannot be opened, read or written.
package struct SourceError: Error, Sendable, Hashable {
    package enum Code: Sendable, Hashable {
        /// There is no such port, socket or file.
        case notFound
        case permissionDenied
        /// Somebody else has it.
        case busy
        /// A file that is no terminal was named as a port.
        case notATerminal
        /// The driver gave other settings than were asked for.
        case settingRefused
        /// The source has no such line or setting.
        case notSupported
        case notWritable
        /// It went away while it was used.
        case lost
        case cannotConnect
        case cannotRead
        case cannotWrite
        /// A name that means no console.
        case badAddress
    }

    package var code: Code
    /// What was to be used, as the person named it.
    package var name: String
    /// Facts that complete the sentence: who holds the port, which ports exist, what was asked and given.
    package var detail: String?
    /// What the system said.
    package var errno: Errno?

    package init(_ code: Code, on name: String, detail: String? = nil, errno: Errno? = nil) {
        self.code = code
        self.name = name
        self.detail = detail
        self.errno = errno
    }
}
