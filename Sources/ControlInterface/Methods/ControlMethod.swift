// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// A method of the interface: a value is a call with its parameters.
package protocol ControlMethod: Codable, Sendable, Hashable {
    associatedtype Reply: Codable, Sendable, Hashable
    /// With the interface: `io.bootwatch.ListPorts`.
    static var name: String { get }
}
