// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import SystemPackage

/// Why the control socket cannot be had.
package struct ControlServerError: Error, Sendable, Hashable {
    package enum Code: Sendable, Hashable {
        /// A service answers there already.
        case inUse
        /// Something that is no socket lies there.
        case notASocket
        case badPath
        case noSuchGroup(String)
        case cannotListen
    }

    package var code: Code
    /// Where the socket was to lie.
    package var path: String
    /// What the system said.
    package var errno: Errno?
}

extension ControlServerError: CustomStringConvertible {
    package var description: String {
        let reason = errno.map { ": \($0.description.lowercased())" } ?? ""
        return switch code {
        case .inUse: "Another service answers at '\(path)'. Two cannot share a control socket."
        case .notASocket: "'\(path)' is no socket, and stays as it is. Name another path for the control socket."
        case .badPath: "'\(path)' cannot be a socket's path\(reason)."
        case .noSuchGroup(let name): "There is no group '\(name)', which the control socket is to be for."
        case .cannotListen: "Cannot listen at '\(path)'\(reason)."
        }
    }
}
