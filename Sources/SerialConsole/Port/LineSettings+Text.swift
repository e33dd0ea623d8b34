// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

extension LineSettings {
    /// Data bits, parity and stop bits as everybody writes them: `8N1`, `7E2`.
    package var framing: String {
        let letter =
            switch parity {
            case .none: "N"
            case .odd: "O"
            case .even: "E"
            case .mark: "M"
            case .space: "S"
            }
        return "\(dataBits)\(letter)\(stopBits)"
    }

    /// `115200 8N1`
    package var notation: String { "\(baudRate) \(framing)" }
}

extension LineSettings.FlowControl {
    /// As in "without flow control": what a driver gave.
    fileprivate var words: String {
        switch self {
        case .none: "no flow control"
        case .hard: "RTS/CTS flow control"
        case .soft: "XON/XOFF flow control"
        }
    }
}

/// How far a driver may depart from what was asked.
enum LineTolerance {
    /// Per cent of the speed. A receiver samples the last bit of 8N1 right up to 5 % of difference between the two sides,
    /// and the board's own clock is off, too.
    static let speed = 3
    /// Baud. Slower than teletypes and faster than any UART is a slip of the fingers.
    static let speeds = 50...20_000_000
}

extension LineSettings {
    /// Why these settings can be those of no line; nil when they can.
    var fault: String? {
        if !LineTolerance.speeds.contains(baudRate) {
            return "to \(baudRate) baud: a serial line has between 50 and 20000000"
        }
        if !(5...8).contains(dataBits) { return "to \(dataBits) data bits: a character has 5 to 8" }
        if !(1...2).contains(stopBits) { return "to \(stopBits) stop bits: a character has 1 or 2" }
        return nil
    }

    /// What a driver refused: what was asked and what it gave; nil when it is as asked, or near enough.
    ///
    /// - Parameter isPseudoTerminal: it has no line, keeps speed, stop bits and flow control as told, and always
    ///   says 8 bits without parity (drivers/tty/pty.c, pty_set_termios()). That refuses nothing.
    func refusal(given: LineSettings, isPseudoTerminal: Bool = false) -> String? {
        let (difference, _) = given.baudRate.subtractingReportingOverflow(baudRate)
        if difference.magnitude
            > UInt(baudRate / 100 * LineTolerance.speed + baudRate % 100 * LineTolerance.speed / 100)
        {
            return "to \(baudRate) baud: the driver gives \(given.baudRate)"
        }
        guard !isPseudoTerminal else { return nil }
        if given.framing != framing { return "to \(framing): the driver gives \(given.framing)" }
        if given.flowControl != flowControl {
            return "to \(flowControl.words): the driver gives \(given.flowControl.words)"
        }
        return nil
    }
}
