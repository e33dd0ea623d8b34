// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Asks for the raw console; ``ControlClient/attach(_:)`` gives it.
package struct Attach: ControlMethod {
    package struct Reply: Codable, Sendable, Hashable {
        package var port: Port
        package var mayWrite: Bool

        package init(port: Port, mayWrite: Bool) {
            self.port = port
            self.mayWrite = mayWrite
        }
    }

    package static let name = "io.bootwatch.Attach"

    package var port: String
    package var access: ConsoleAccess?
    package var from: StreamStart?
    package var form: StreamForm?

    package init(
        port: String, access: ConsoleAccess? = nil, from: StreamStart? = nil, form: StreamForm? = nil
    ) {
        self.port = port
        self.access = access
        self.from = from
        self.form = form
    }
}
