// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Reads the escape sequences of ECMA-48 (CSI, OSC and the other string types) a byte at a time.
///
/// Only what changes the text of the present line has an effect; all else vanishes. A sequence that does not end is
/// given up after ``maximumLength`` bytes, so that a stray ESC cannot swallow a console.
struct EscapeSequence: Sendable {
    /// What a finished sequence does to the line.
    enum Effect: Sendable, Equatable {
        case none
        /// `CSI K`, `CSI 0 K`, `CSI J`: from the cursor to the end.
        case eraseToEnd
        /// `CSI 2 K`.
        case eraseLine
        /// `CSI n D`: columns to the left.
        case left(Int)
        /// `CSI n G`: to a 0-based column.
        case column(Int)
    }

    /// Bytes after which an unfinished sequence is given up. The longest that consoles see are those with which systemd
    /// tells a terminal who runs what (OSC 3008): some 600 bytes, and each of their dozen fields may have 255.
    static let maximumLength = 4_096

    private enum State: Sendable {
        case closed
        /// After ESC.
        case opened
        /// After ESC and an intermediate byte (`ESC ( B`).
        case intermediate
        /// In `CSI`: parameters.
        case control
        /// In OSC, DCS, SOS, PM or APC, which end with BEL or ST.
        case string
        /// After an ESC inside a string: `\` ends it.
        case stringEscape
    }

    private var state = State.closed
    private var length = 0
    /// The first numeric parameter.
    private var parameter = 0

    @inline(__always)
    var isOpen: Bool { state != .closed }

    mutating func open() {
        state = .opened
        length = 0
        parameter = 0
    }

    mutating func abandon() {
        state = .closed
    }

    mutating func take(_ byte: UInt8) -> Effect {
        length += 1
        if length > Self.maximumLength {
            state = .closed
            return .none
        }
        switch state {
        case .closed: return .none
        case .opened:
            switch byte {
            case UInt8(ascii: "["): state = .control
            case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"), UInt8(ascii: "_"):
                state = .string
            case 0x20...0x2F: state = .intermediate
            case .escape: break
            default: state = .closed
            }
            return .none
        case .intermediate:
            if byte >= 0x30 { state = .closed }
            return .none
        case .control: return takeControl(byte)
        case .string:
            if byte == 0x07 { state = .closed }
            if byte == .escape { state = .stringEscape }
            return .none
        case .stringEscape:
            state = byte == UInt8(ascii: "\\") ? .closed : .string
            return .none
        }
    }

    private mutating func takeControl(_ byte: UInt8) -> Effect {
        switch byte {
        case 0x30...0x39:
            if length < 6 { parameter = parameter * 10 + Int(byte - 0x30) }
            return .none
        case 0x20...0x3F: return .none
        case .escape:
            open()
            return .none
        default:
            state = .closed
            switch byte {
            case UInt8(ascii: "K"): return parameter == 2 ? .eraseLine : parameter == 0 ? .eraseToEnd : .none
            case UInt8(ascii: "J"): return parameter == 0 ? .eraseToEnd : .none
            case UInt8(ascii: "D"): return .left(max(parameter, 1))
            case UInt8(ascii: "G"): return .column(max(parameter, 1) - 1)
            default: return .none
            }
        }
    }
}
