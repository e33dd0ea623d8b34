// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// A console that the service keeps; `type Port` of the interface.
package struct Port: Codable, Sendable, Hashable {
    package enum State: String, Codable, Sendable, Hashable {
        /// It is read.
        case open
        /// It is not there, and waited for.
        case waiting
        /// Somebody else may use it.
        case released
        /// It is there and cannot be opened, and is tried again.
        case failed
    }

    /// What the configuration calls it.
    package var name: String
    /// How it is found, as the configuration says.
    package var address: String
    /// The device that it is now.
    package var node: String?
    package var state: State
    /// Why it is not open, a sentence.
    package var trouble: String?
    package var board: String?
    package var baudRate: Int?
    /// `8N1`.
    package var framing: String?

    package init(
        name: String, address: String, node: String? = nil, state: State, trouble: String? = nil,
        board: String? = nil, baudRate: Int? = nil, framing: String? = nil
    ) {
        self.name = name
        self.address = address
        self.node = node
        self.state = state
        self.trouble = trouble
        self.board = board
        self.baudRate = baudRate
        self.framing = framing
    }
}
