// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Finds in the terminal's input what the terminal sent of its own accord or as an answer, and no key did.
///
/// Cursor position and status (`CSI … R`, `CSI … n`), attributes (`CSI … c`), modes (`CSI … $ y`), window (`CSI … t`), focus
/// (`CSI I`, `CSI O`), mouse (`CSI M` and three bytes, `CSI < … M`, `CSI < … m`), and the strings DCS, OSC, APC, PM and SOS. See
/// XTerm Control Sequences, Thomas E. Dickey.
struct TerminalReportReader: Sendable {
    private enum State: Sendable {
        case plain
        case escape
        case control
        /// Bytes that are still to come of an old mouse report.
        case mouse(Int)
        case string
        case stringEscape
    }

    /// Longer than any key's sequence.
    private static let maximumControlLength = 64
    /// An answer about the clipboard may be long; what is longer is no answer.
    private static let maximumStringLength = 65_536

    private var state = State.plain
    /// What was taken of the open sequence.
    private var held: [UInt8] = []
    private var reports = 0

    /// Whether bytes are held back that may yet turn out to be typed.
    var isOpen: Bool { !held.isEmpty }

    mutating func takeReportCount() -> Int {
        defer { reports = 0 }
        return reports
    }

    /// Gives up waiting for the rest of a sequence.
    ///
    /// - Returns: what was held back, if it may have been typed.
    mutating func finish() -> [UInt8] {
        defer { close() }
        switch state {
        case .plain, .escape, .control: return held
        // Alt and a key.
        case .string where held.count == 2: return held
        case .mouse, .string, .stringEscape:
            reports += 1
            return []
        }
    }

    mutating func take(_ byte: UInt8, to typed: inout [UInt8]) {
        switch state {
        case .plain:
            guard byte == 0x1B else { return typed.append(byte) }
            held.append(byte)
            state = .escape
        case .escape:
            held.append(byte)
            switch byte {
            case UInt8(ascii: "["): state = .control
            case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"), UInt8(ascii: "_"):
                state = .string
            case 0x1B:
                // Two Escapes typed: the second may begin something.
                held.removeLast()
                release(to: &typed)
                take(byte, to: &typed)
            default: release(to: &typed)
            }
        case .control: takeControl(byte, to: &typed)
        case .mouse(let missing): missing > 1 ? state = .mouse(missing - 1) : report()
        case .string:
            if byte == 0x07 { return report() }
            held.append(byte)
            if byte == 0x1B { state = .stringEscape }
            if held.count > Self.maximumStringLength { report() }
        case .stringEscape:
            if byte == UInt8(ascii: "\\") { return report() }
            state = byte == 0x1B ? .stringEscape : .string
        }
    }

    private mutating func takeControl(_ byte: UInt8, to typed: inout [UInt8]) {
        held.append(byte)
        switch byte {
        case 0x20...0x3F:
            if held.count > Self.maximumControlLength { release(to: &typed) }
        case 0x40...0x7E:
            if byte == UInt8(ascii: "M"), held.count == 3 {
                state = .mouse(3)
            } else if Self.isReport(held) {
                report()
            } else {
                release(to: &typed)
            }
        default: release(to: &typed)
        }
    }

    /// Whether a complete control sequence is none of a key.
    private static func isReport(_ sequence: [UInt8]) -> Bool {
        let parameters = sequence.dropFirst(2).dropLast()
        let isPrivate = parameters.first.map { (0x3C...0x3F).contains($0) } ?? false
        switch Unicode.Scalar(sequence.last ?? 0) {
        case "c", "n", "y", "t", "x": return true
        // Without a parameter it is the F3 key of some terminals.
        case "R": return !parameters.isEmpty
        case "I", "O": return parameters.isEmpty
        case "M", "m": return isPrivate
        // Of the kitty keyboard protocol: an answer, where a key has no `?`.
        case "u": return isPrivate
        default: return false
        }
    }

    private mutating func report() {
        reports += 1
        close()
    }

    private mutating func release(to typed: inout [UInt8]) {
        typed += held
        close()
    }

    private mutating func close() {
        held.removeAll(keepingCapacity: true)
        state = .plain
    }
}
