// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import CLinuxTTY

extension LineSettings {
    /// As the C side has it. Call only with settings without a ``fault``.
    var terminalLine: tty_line {
        let parity =
            switch parity {
            case .none: TTY_PARITY_NONE
            case .odd: TTY_PARITY_ODD
            case .even: TTY_PARITY_EVEN
            case .mark: TTY_PARITY_MARK
            case .space: TTY_PARITY_SPACE
            }
        let flow =
            switch flowControl {
            case .none: TTY_FLOW_NONE
            case .hard: TTY_FLOW_HARD
            case .soft: TTY_FLOW_SOFT
            }
        return tty_line(
            speed: UInt32(clamping: baudRate), data_bits: UInt8(clamping: dataBits),
            stop_bits: UInt8(clamping: stopBits), parity: parity, flow: flow)
    }

    /// Takes over what a driver gave; what termios does not hold stays.
    mutating func take(_ line: tty_line) {
        baudRate = Int(line.speed)
        dataBits = Int(line.data_bits)
        stopBits = Int(line.stop_bits)
        parity =
            switch line.parity {
            case TTY_PARITY_ODD: .odd
            case TTY_PARITY_EVEN: .even
            case TTY_PARITY_MARK: .mark
            case TTY_PARITY_SPACE: .space
            default: .none
            }
        flowControl =
            switch line.flow {
            case TTY_FLOW_HARD: .hard
            case TTY_FLOW_SOFT: .soft
            default: .none
            }
    }
}

extension RS485Settings {
    /// For the driver: what is not ours to say stays as it was found.
    func applied(to found: tty_rs485) -> tty_rs485 {
        var settings = found
        func set(_ bit: Int, _ isOn: Bool) {
            if isOn { settings.flags |= UInt32(bit) } else { settings.flags &= ~UInt32(bit) }
        }
        set(TTY_RS485_ENABLED, true)
        set(TTY_RS485_RTS_ON_SEND, rtsOnSend)
        set(TTY_RS485_RTS_AFTER_SEND, rtsAfterSend)
        set(TTY_RS485_RECEIVES_DURING_SEND, receivesDuringSend)
        settings.delay_before_send = UInt32(clamping: delayBeforeSend)
        settings.delay_after_send = UInt32(clamping: delayAfterSend)
        return settings
    }
}
