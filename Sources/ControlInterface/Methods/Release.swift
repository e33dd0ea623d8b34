// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Closes a console so that another program can use it.
package struct Release: ControlMethod {
    package struct Reply: Codable, Sendable, Hashable {
        /// Where the console was.
        package var node: String?

        package init(node: String?) {
            self.node = node
        }
    }

    package static let name = "io.bootwatch.Release"

    package var port: String
    /// Whether it stays released when the connection ends.
    package var keep: Bool?

    package init(port: String, keep: Bool? = nil) {
        self.port = port
        self.keep = keep
    }
}
