// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import SerialConsole

/// Data bits, parity and stop bits as everybody writes them: `8N1`, `7E2`.
struct Framing: Sendable, Hashable {
    var dataBits: Int
    var parity: LineSettings.Parity
    var stopBits: Int

    /// nil for a text that is none.
    init?(_ text: String) {
        let signs = Array(text.uppercased())
        guard signs.count == 3, let dataBits = signs[0].wholeNumberValue, (5...8).contains(dataBits),
            let parity = Self.parities[signs[1]], let stopBits = signs[2].wholeNumberValue, (1...2).contains(stopBits)
        else { return nil }
        self.dataBits = dataBits
        self.parity = parity
        self.stopBits = stopBits
    }

    private static let parities: [Character: LineSettings.Parity] = [
        "N": .none, "O": .odd, "E": .even, "M": .mark, "S": .space,
    ]
}
