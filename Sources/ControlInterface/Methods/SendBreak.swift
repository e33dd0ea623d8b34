// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Holds the line low for a while.
package struct SendBreak: ControlMethod {
    package typealias Reply = NoValue

    package static let name = "io.bootwatch.SendBreak"
    /// Of a break that nobody said a length of; as tcsendbreak(3) does.
    package static let usualMilliseconds = 250
    /// A longer one is a mistake.
    package static let longestMilliseconds = 10_000

    package var port: String
    package var milliseconds: Int?

    package init(port: String, milliseconds: Int? = nil) {
        self.port = port
        self.milliseconds = milliseconds
    }
}
