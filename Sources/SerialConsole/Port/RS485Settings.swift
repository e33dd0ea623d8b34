// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// How a driver turns an RS-485 transceiver around. See linux/serial.h, struct serial_rs485.
package struct RS485Settings: Sendable, Hashable {
    package var rtsOnSend = true
    package var rtsAfterSend = false
    package var receivesDuringSend = false
    /// Milliseconds.
    package var delayBeforeSend = 0
    /// Milliseconds.
    package var delayAfterSend = 0

    package init() {}
}
