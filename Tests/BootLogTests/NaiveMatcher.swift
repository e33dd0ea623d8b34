// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

@testable import BootLog

/// The meaning of templates, written down in the plainest way: try every place, and go back whenever the rest fails.
///
/// Takes exponential time in the worst case and shares no code with the matcher that it is to judge.
struct NaiveMatcher {
    struct Match: Equatable {
        var range: Range<Int>
        var captures: [Range<Int>]
    }

    private let template: Template
    private let body: [UInt8]

    /// The leftmost match of a template in a body; nil when there is none.
    static func match(_ template: Template, in body: [UInt8]) -> Match? {
        NaiveMatcher(template: template, body: body).leftmost()
    }

    private func leftmost() -> Match? {
        let isOpenAtStart: Bool
        switch template.elements.first {
        case .skip?, .capture(_, .text)?: isOpenAtStart = true
        default: isOpenAtStart = false
        }
        // What begins with an open capture takes all from the start of the body.
        let last = template.isAnchoredAtStart || isOpenAtStart ? 0 : body.count
        for start in 0...last {
            if let (end, captures) = rest(0, at: start) { return Match(range: start..<end, captures: captures) }
        }
        return nil
    }

    /// Matches the elements from `number` on at `position`.
    private func rest(_ number: Int, at position: Int) -> (end: Int, captures: [Range<Int>])? {
        guard number < template.elements.count else {
            return !template.isAnchoredAtEnd || position == body.count ? (position, []) : nil
        }
        let isLast = number == template.elements.count - 1
        switch template.elements[number] {
        case .literal(let bytes):
            guard body[position...].starts(with: bytes) else { return nil }
            return rest(number + 1, at: position + bytes.count)
        case .skip:
            if isLast { return (body.count, []) }
            for end in position...body.count { if let found = rest(number + 1, at: end) { return found } }
            return nil
        case .capture(let name, .text):
            let shortest = isLast ? body.count : position + 1
            guard position < body.count else { return nil }
            for end in shortest...body.count {
                if let found = rest(number + 1, at: end) { return prepend(name, position..<end, to: found) }
            }
            return nil
        case .capture(let name, let type):
            guard let (value, end) = closed(type, at: position, next: isLast ? nil : template.elements[number + 1]),
                let found = rest(number + 1, at: end)
            else { return nil }
            return prepend(name, value, to: found)
        }
    }

    private func prepend(
        _ name: String?, _ value: Range<Int>, to found: (end: Int, captures: [Range<Int>])
    ) -> (end: Int, captures: [Range<Int>]) {
        (found.end, name == nil ? found.captures : [value] + found.captures)
    }

    // MARK: - Captures that know their own end

    private func closed(
        _ type: CaptureType, at position: Int, next: Template.Element?
    ) -> (value: Range<Int>, end: Int)? {
        let text = String(decoding: body[position...], as: Unicode.ASCII.self).unicodeScalars.map(Character.init)
        let length: Int?
        switch type {
        case .dec: length = run(text) { $0.isASCIIDigit }
        case .hex: length = hexadecimal(text)
        case .int:
            let sign = text.first == "-" || text.first == "+" ? 1 : 0
            let digits = Array(text.dropFirst(sign))
            let hasMarker = digits.count > 2 && digits[0] == "0" && (digits[1] == "x" || digits[1] == "X")
            length = (hasMarker ? hexadecimal(digits) : run(digits) { $0.isASCIIDigit }).map { $0 + sign }
        case .size: length = size(text)
        case .ipv4: length = address(text)
        case .quoted:
            guard let mark = text.first, mark == "\"" || mark == "'",
                let close = text.dropFirst().firstIndex(of: mark), close <= 256
            else { return nil }
            return (position + 1..<position + close, position + close + 1)
        case .word: length = word(text, next: next)
        case .rest, .text: length = text.count
        }
        return length.map { (position..<position + $0, position + $0) }
    }

    /// The length of the longest run; nil for none, and for one of more than 32.
    private func run(_ text: [Character], _ isMember: (Character) -> Bool) -> Int? {
        let length = text.prefix(while: isMember).count
        return (1...32).contains(length) ? length : nil
    }

    private func hexadecimal(_ text: [Character]) -> Int? {
        if text.count > 2, text[0] == "0", text[1] == "x" || text[1] == "X",
            let length = run(Array(text.dropFirst(2)), { $0.isASCIIHexDigit })
        {
            return length + 2
        }
        return run(text) { $0.isASCIIHexDigit }
    }

    private func address(_ text: [Character]) -> Int? {
        var length = 0
        for part in 0..<4 {
            if part > 0 {
                guard length < text.count, text[length] == "." else { return nil }
                length += 1
            }
            guard let digits = run(Array(text.dropFirst(length)), { $0.isASCIIDigit }), digits <= 3 else { return nil }
            length += digits
        }
        return length
    }

    private static let units: Set<String> = [
        "b", "byte", "bytes", "k", "m", "g", "t", "kb", "mb", "gb", "tb", "kib", "mib", "gib", "tib",
        "kbyte", "mbyte", "gbyte", "tbyte", "kbytes", "mbytes", "gbytes", "tbytes", "kibyte", "mibyte", "gibyte",
        "tibyte",
        "kibytes", "mibytes", "gibytes", "tibytes",
    ]

    private func size(_ text: [Character]) -> Int? {
        guard var length = run(text, { $0.isASCIIDigit }) else { return nil }
        if length < text.count, text[length] == ".",
            let fraction = run(Array(text.dropFirst(length + 1)), { $0.isASCIIDigit })
        {
            length += 1 + fraction
        }
        if length < text.count, text[length] == " " { length += 1 }
        let unit = String(text.dropFirst(length).prefix { $0.isASCIILetter }.prefix(8))
        return Self.units.contains(unit.lowercased()) ? length + unit.count : nil
    }

    private func word(_ text: [Character], next: Template.Element?) -> Int? {
        let longest = text.prefix { $0 != " " }.count
        guard longest > 0 else { return nil }
        guard case .literal(let bytes)? = next else { return longest <= 256 ? longest : nil }
        let literal = bytes.map { Character(Unicode.Scalar($0)) }
        return (1...min(longest, 256)).first { text.dropFirst($0).starts(with: literal) }
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { "0"..."9" ~= self }
    fileprivate var isASCIILetter: Bool { "a"..."z" ~= self || "A"..."Z" ~= self }
    fileprivate var isASCIIHexDigit: Bool { isASCIIDigit || "a"..."f" ~= self || "A"..."F" ~= self }
}
