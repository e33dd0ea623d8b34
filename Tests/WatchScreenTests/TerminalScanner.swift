// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Looks through bytes for a terminal, independently of the filter, for anything that must never be among them.
///
/// It knows nothing of how the filter works: it cuts the bytes as a terminal of ECMA-48 would and checks each piece against a list.
struct TerminalScanner {
    /// What was found, each with its position; empty when all is well.
    private(set) var offences: [String] = []

    init(_ bytes: [UInt8]) {
        var index = 0
        while index < bytes.count, offences.count < 10 { index = check(bytes, at: index) }
    }

    private mutating func check(_ bytes: [UInt8], at start: Int) -> Int {
        let byte = bytes[start]
        switch byte {
        case 0x07, 0x08, 0x09, 0x0A, 0x0D, 0x20..<0x7F: return start + 1
        case 0x1B: return checkEscape(bytes, at: start)
        case 0x80...: return checkText(bytes, at: start)
        default:
            offences.append("control \(byte) at \(start)")
            return start + 1
        }
    }

    private mutating func checkEscape(_ bytes: [UInt8], at start: Int) -> Int {
        guard start + 1 < bytes.count else {
            offences.append("an unfinished escape sequence at \(start)")
            return bytes.count
        }
        let kind = bytes[start + 1]
        guard kind == UInt8(ascii: "[") else {
            if !"78M".utf8.contains(kind) { offences.append("ESC \(kind) at \(start)") }
            return start + 2
        }
        var end = start + 2
        while end < bytes.count, (0x20...0x3F).contains(bytes[end]) { end += 1 }
        guard end < bytes.count, (0x40...0x7E).contains(bytes[end]) else {
            offences.append("an unfinished control sequence at \(start)")
            return end + 1
        }
        let parameters = String(decoding: bytes[start + 2..<end], as: UTF8.self)
        if !Self.isAllowed(parameters, final: bytes[end]) {
            offences.append("CSI \(parameters) \(String(UnicodeScalar(bytes[end]))) at \(start)")
        }
        return end + 1
    }

    private static func isAllowed(_ parameters: String, final: UInt8) -> Bool {
        let kind = Character(UnicodeScalar(final))
        if parameters.hasPrefix("?") { return ["?7", "?25"].contains(parameters) && "hl".contains(kind) }
        let numbers = parameters.split(separator: ";", omittingEmptySubsequences: false)
        guard numbers.allSatisfy({ $0.count <= 4 && $0.allSatisfy(\.isNumber) && !$0.isEmpty }) else { return false }
        switch kind {
        case "m": return !numbers.contains("8") || numbers.contains("38") || numbers.contains("48")
        case "H": return numbers.count == 2
        case "J", "K": return ["0", "1", "2"].contains(parameters)
        case "A", "B", "C", "D", "G", "d", "I", "Z", "L", "M", "@", "P", "X", "S", "T": return numbers.count == 1
        default: return false
        }
    }

    private mutating func checkText(_ bytes: [UInt8], at start: Int) -> Int {
        let length = bytes[start] >= 0xF0 ? 4 : bytes[start] >= 0xE0 ? 3 : 2
        let end = min(start + length, bytes.count)
        guard let text = String(validating: bytes[start..<end], as: UTF8.self), let scalar = text.unicodeScalars.first,
            text.unicodeScalars.count == 1
        else {
            offences.append("ill-formed UTF-8 at \(start)")
            return start + 1
        }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate:
            offences.append("U+\(String(scalar.value, radix: 16)) at \(start)")
        default:
            if scalar.properties.isBidiControl || scalar.properties.isDefaultIgnorableCodePoint {
                offences.append("U+\(String(scalar.value, radix: 16)) at \(start)")
            }
        }
        return end
    }
}
