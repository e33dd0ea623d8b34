// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// The states of a port's modem lines; true is raised (asserted).
package struct ModemLines: Sendable, Hashable {
    package var dtr: Bool
    package var rts: Bool
    package var cts: Bool
    package var dsr: Bool
    package var dcd: Bool
    package var ri: Bool

    package init(dtr: Bool, rts: Bool, cts: Bool, dsr: Bool, dcd: Bool, ri: Bool) {
        self.dtr = dtr
        self.rts = rts
        self.cts = cts
        self.dsr = dsr
        self.dcd = dcd
        self.ri = ri
    }

    /// `DTR on, RTS on, CTS off, DSR off, DCD off, RI off`
    package var summary: String {
        [("DTR", dtr), ("RTS", rts), ("CTS", cts), ("DSR", dsr), ("DCD", dcd), ("RI", ri)]
            .map { "\($0) \($1 ? "on" : "off")" }.joined(separator: ", ")
    }
}
