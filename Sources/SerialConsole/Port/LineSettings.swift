// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// How a UART's line is set: 115200 8N1 without flow control, unless told otherwise.
package struct LineSettings: Sendable, Hashable {
    package enum Parity: String, Sendable, Hashable, CaseIterable {
        case none
        case odd
        case even
        case mark
        case space
    }

    package enum FlowControl: String, Sendable, Hashable, CaseIterable {
        case none
        /// RTS/CTS.
        case hard
        /// XON/XOFF.
        case soft
    }

    /// What is done to a modem line on opening.
    package enum LineChange: String, Sendable, Hashable, CaseIterable {
        case raise
        case lower
        /// Toggled, and back after a moment.
        case pulse
    }

    /// Baud.
    package var baudRate = 115_200
    /// 5 to 8.
    package var dataBits = 8
    package var parity = Parity.none
    /// 1 or 2.
    package var stopBits = 1
    package var flowControl = FlowControl.none
    /// nil leaves the line as it is.
    package var dtr: LineChange?
    package var rts: LineChange?
    /// nil leaves the driver's mode as it is.
    package var rs485: RS485Settings?

    package init() {}
}
