// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Asks for diagnoses; method `Diagnoses`. The events themselves are read by ``ControlClient/diagnoses(_:)``.
package struct GetDiagnoses: ControlMethod {
    package typealias Reply = NoValue

    package static let name = "io.bootwatch.Diagnoses"

    package var port: String?
    package var code: String?

    package init(port: String? = nil, code: String? = nil) {
        self.port = port
        self.code = code
    }
}
