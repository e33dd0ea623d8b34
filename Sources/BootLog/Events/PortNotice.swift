// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Something about the port rather than about the board.
public struct PortNotice: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case opened
        /// The port is not there; it is waited for.
        case waiting
        case lost
        /// It is there and cannot be used; it is tried again.
        case failed
        /// The driver gave other settings than were asked for.
        case settingRefused = "setting-refused"
        /// Another program has the port open too, and takes bytes away.
        case sharedAccess = "shared-access"
        /// The receiver counted errors.
        case lineErrors = "line-errors"
        /// The line was held low.
        case breakSeen = "break"
        /// The speed was found, or changed.
        case speed
        case closed
    }

    public var kind: Kind
    /// One sentence for a person.
    public var text: String

    public init(_ kind: Kind, _ text: String) {
        self.kind = kind
        self.text = text
    }
}
