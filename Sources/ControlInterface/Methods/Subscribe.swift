// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Asks for events as they are made; ``ControlClient/subscribe(_:)`` reads them.
package struct Subscribe: ControlMethod {
    package typealias Reply = NoValue

    package static let name = "io.bootwatch.Subscribe"

    package var port: String?
    package var from: StreamStart?

    package init(port: String? = nil, from: StreamStart? = nil) {
        self.port = port
        self.from = from
    }
}
