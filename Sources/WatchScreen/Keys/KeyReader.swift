// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Tells what is typed for the board from what is meant for bootwatch. Pure: bytes in, actions out, in any portions.
///
/// The prefix key and a letter are an order to bootwatch. `~.` at the start of a line leaves, as in ssh(1) and cu(1), and `~~`
/// there sends one `~`. All else goes to the board as it was typed, byte by byte.
package struct KeyReader: Sendable {
    private enum State: Sendable {
        case plain
        /// After a `~` at the start of a line; it is held back.
        case tilde
        /// After the prefix.
        case prefix
        /// After `g`: which line is to be toggled.
        case toggle
        /// After `p`: which line is to be pulsed.
        case pulse
    }

    package let prefix: PrefixKey
    /// Whether anything typed goes to the board at all.
    package let sendsInput: Bool

    private var state = State.plain
    private var isAtLineStart = true

    package init(prefix: PrefixKey = .standard, sendsInput: Bool = true) {
        self.prefix = prefix
        self.sendsInput = sendsInput
    }

    /// Takes what was typed.
    ///
    /// - Returns: what it asks for, in order; neighbouring bytes for the board are one ``KeyAction/send(_:)``.
    package mutating func receive(_ bytes: Span<UInt8>) -> [KeyAction] {
        var actions: [KeyAction] = []
        var typed: [UInt8] = []
        for index in bytes.indices {
            guard let action = take(bytes[index], typed: &typed) else { continue }
            if !typed.isEmpty { actions.append(.send(typed)) }
            typed.removeAll(keepingCapacity: true)
            actions.append(action)
        }
        if !typed.isEmpty { actions.append(.send(typed)) }
        return actions
    }

    private mutating func take(_ byte: UInt8, typed: inout [UInt8]) -> KeyAction? {
        switch state {
        case .prefix:
            state = .plain
            guard byte != prefix.byte else {
                send(byte, to: &typed)
                return nil
            }
            return order(byte)
        case .toggle, .pulse:
            defer { state = .plain }
            guard let line = Self.line(byte) else {
                return .say("\(Self.name(byte)) is no line: 0 is DTR, 1 is RTS. Nothing was done.")
            }
            return state == .toggle ? .toggleLine(line) : .pulseLine(line)
        case .tilde:
            state = .plain
            if byte == UInt8(ascii: ".") {
                isAtLineStart = true
                return .quit
            }
            send(UInt8(ascii: "~"), to: &typed)
            if byte == UInt8(ascii: "~") { return nil }
        case .plain: break
        }
        if byte == prefix.byte {
            state = .prefix
        } else if byte == UInt8(ascii: "~"), isAtLineStart, sendsInput {
            state = .tilde
        } else {
            send(byte, to: &typed)
        }
        return nil
    }

    private mutating func send(_ byte: UInt8, to typed: inout [UInt8]) {
        isAtLineStart = byte == 0x0D || byte == 0x0A
        if sendsInput { typed.append(byte) }
    }

    /// What the key after the prefix asks for.
    private mutating func order(_ byte: UInt8) -> KeyAction {
        switch Unicode.Scalar(byte) {
        case "?": return .showHelp
        case "b": return .sendBreak
        case "c": return .showConfiguration
        case "d": return .showDiagnosis
        case "e": return .toggleEcho
        case "f": return .toggleLog
        case "F": return .flush
        case "g":
            state = .toggle
            return .say("Toggle which line? 0 DTR, 1 RTS")
        case "l": return .clearScreen
        case "L": return .showLines
        case "o": return .nextOutputMode
        case "p":
            state = .pulse
            return .say("Pulse which line? 0 DTR, 1 RTS")
        case "q": return .quit
        case "s": return .showStatistics
        case "t": return .nextTimestamps
        case "v": return .showVersion
        default:
            return .say("\(prefix.name) \(Self.name(byte)) means nothing; \(prefix.name) ? lists the keys.")
        }
    }

    private static func line(_ byte: UInt8) -> KeyAction.ModemLine? {
        switch byte {
        case UInt8(ascii: "0"): .dtr
        case UInt8(ascii: "1"): .rts
        default: nil
        }
    }

    /// A key by its name, for a sentence.
    private static func name(_ byte: UInt8) -> String {
        switch byte {
        case 0x0D, 0x0A: "Enter"
        case 0x09: "Tab"
        case 0x1B: "Escape"
        case 0x20: "Space"
        case 0x08, 0x7F: "Backspace"
        case 0x21..<0x7F: String(UnicodeScalar(byte))
        case 0x01...0x1A: "ctrl-\(String(UnicodeScalar(byte | 0x60)))"
        default: "That key"
        }
    }
}
