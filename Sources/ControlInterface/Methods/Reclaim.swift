// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Takes a released console back.
package struct Reclaim: ControlMethod {
    package typealias Reply = NoValue

    package static let name = "io.bootwatch.Reclaim"

    package var port: String

    package init(port: String) {
        self.port = port
    }
}
