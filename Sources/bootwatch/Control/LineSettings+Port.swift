// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ControlInterface
import SerialConsole

extension LineSettings {
    /// The line of a console of the service; nil where it is no line, or is not told.
    init?(_ port: Port) {
        guard let baudRate = port.baudRate else { return nil }
        self.init()
        self.baudRate = baudRate
        // `7E2`
        guard let framing = port.framing.map(Array.init), framing.count == 3 else { return }
        dataBits = framing[0].wholeNumberValue ?? 8
        stopBits = framing[2].wholeNumberValue ?? 1
        parity = Parity.allCases.first { $0.rawValue.uppercased().first == framing[1] } ?? .none
    }
}
