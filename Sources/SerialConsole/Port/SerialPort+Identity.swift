// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog

extension SerialPort {
    package var terminalDevice: UInt64? { device }

    /// Whoever had the other side of a pseudo-terminal closed it; a UART goes away with its adapter.
    package var endReason: Gap.Reason { isPseudoTerminal ? .hungUp : .unplugged }
}
