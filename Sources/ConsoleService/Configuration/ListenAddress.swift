// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Where a server listens.
package enum ListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// `unix:PATH`
    case unix(path: String)
    /// `tcp://ADDRESS:PORT`; an IPv6 address without its brackets.
    case tcp(host: String, port: Int)

    package var description: String {
        switch self {
        case .unix(let path): "unix:\(path)"
        case .tcp(let host, let port): host.contains(":") ? "tcp://[\(host)]:\(port)" : "tcp://\(host):\(port)"
        }
    }
}
