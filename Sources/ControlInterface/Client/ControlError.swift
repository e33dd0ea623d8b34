// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import SystemPackage

/// Why a call to the service failed.
package struct ControlError: Error, Sendable, Hashable {
    package enum Code: Sendable, Hashable {
        /// Nothing answers at the socket.
        case notRunning
        /// The socket is not for this user.
        case permissionDenied
        /// The path is too long for a socket, or is something else.
        case badPath
        /// The connection ended.
        case lost
        /// No answer came in time.
        case tooSlow
        /// What came is no answer.
        case notUnderstood
        /// The service answered, and said no.
        case refused(ControlFault)
    }

    package var code: Code
    /// Where the service's socket lies.
    package var path: String
    /// What the system said.
    package var errno: Errno?

    package init(_ code: Code, path: String, errno: Errno? = nil) {
        self.code = code
        self.path = path
        self.errno = errno
    }

    /// What the service said; nil when it said nothing.
    package var fault: ControlFault? {
        if case .refused(let fault) = code { fault } else { nil }
    }
}

extension ControlError: CustomStringConvertible {
    package var description: String {
        let reason = errno.map { ": \($0.description.lowercased())" } ?? ""
        return switch code {
        case .notRunning:
            "The service does not run, or elsewhere: nobody answers at '\(path)'\(reason). "
                + "See `systemctl status bootwatch`; $BOOTWATCH_SOCKET names another socket."
        case .permissionDenied:
            "You may not use the service's socket '\(path)'\(reason). Add the user to the group that owns it."
        case .badPath: "'\(path)' cannot be the service's socket\(reason)."
        case .lost: "The service at '\(path)' ended the connection\(reason)."
        case .tooSlow: "The service at '\(path)' does not answer in time."
        case .notUnderstood: "What answers at '\(path)' is not the service: it does not speak its interface."
        case .refused(let fault): fault.description
        }
    }
}
