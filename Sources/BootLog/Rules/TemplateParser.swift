// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Reads the template language.
enum TemplateParser {
    /// Bytes of a template's source.
    static let maximumLength = 1_024
    /// Bytes that one literal of a template must have.
    static let minimumLiteral = 3

    static func parse(_ source: String) throws(TemplateError) -> Template {
        let bytes = Array(source.utf8)
        guard bytes.count <= maximumLength else { throw TemplateError(reason: .tooLong, offset: maximumLength) }
        var start = 0
        var end = bytes.count
        let isAnchoredAtStart = bytes.first == UInt8(ascii: "^")
        if isAnchoredAtStart { start += 1 }
        let isAnchoredAtEnd = end > start && bytes[end - 1] == UInt8(ascii: "$")
        if isAnchoredAtEnd { end -= 1 }

        var elements: [Template.Element] = []
        var literal: [UInt8] = []
        var index = start
        while index < end {
            let byte = bytes[index]
            // One allocation a literal; what follows the template's end is little.
            if literal.isEmpty { literal.reserveCapacity(min(end - index, 48)) }
            if byte == UInt8(ascii: "{"), index + 1 < end, bytes[index + 1] == byte {
                literal.append(byte)
                index += 2
                continue
            }
            guard byte == UInt8(ascii: "{") else {
                if !byte.isBlank {
                    literal.append(byte)
                } else if literal.last != .space {
                    literal.append(.space)
                }
                index += 1
                continue
            }
            guard let close = bytes[index..<end].firstIndex(of: UInt8(ascii: "}")) else {
                throw TemplateError(reason: .unclosedBrace, offset: index)
            }
            if !literal.isEmpty { elements.append(.literal(literal)) }
            literal = []
            elements.append(try capture(bytes[index + 1..<close], at: index, after: elements))
            index = close + 1
        }
        if !literal.isEmpty { elements.append(.literal(literal)) }
        trimEnds(&elements, start: isAnchoredAtStart, end: isAnchoredAtEnd)
        try check(elements)
        return Template(
            source: source, elements: elements, isAnchoredAtStart: isAnchoredAtStart, isAnchoredAtEnd: isAnchoredAtEnd)
    }

    private static func capture(
        _ content: ArraySlice<UInt8>, at offset: Int, after elements: [Template.Element]
    ) throws(TemplateError) -> Template.Element {
        let colon = content.firstIndex(of: UInt8(ascii: ":"))
        let name = String(decoding: content[..<(colon ?? content.endIndex)], as: UTF8.self)
        guard !name.isEmpty else { throw TemplateError(reason: .emptyName, offset: offset) }
        var type = CaptureType.text
        if let colon {
            let typeName = String(decoding: content[(colon + 1)...], as: UTF8.self)
            guard let known = CaptureType(rawValue: typeName) else {
                throw TemplateError(reason: .unknownType(typeName), offset: offset)
            }
            type = known
        }
        if name == "_" { return colon == nil ? .skip : .capture(name: nil, type) }
        for case .capture(name, _) in elements { throw TemplateError(reason: .repeatedName(name), offset: offset) }
        return .capture(name: name, type)
    }

    /// A body has no blanks at its ends, so an anchored template has none there either.
    private static func trimEnds(_ elements: inout [Template.Element], start: Bool, end: Bool) {
        if start, case .literal(let bytes) = elements.first, bytes.first == .space {
            elements[0] = .literal(Array(bytes.dropFirst()))
        }
        if end, case .literal(let bytes) = elements.last, bytes.last == .space {
            elements[elements.count - 1] = .literal(Array(bytes.dropLast()))
        }
        elements.removeAll { element in
            if case .literal(let bytes) = element { bytes.isEmpty } else { false }
        }
    }

    private static func check(_ elements: [Template.Element]) throws(TemplateError) {
        guard !elements.isEmpty else { throw TemplateError(reason: .empty, offset: 0) }
        var longest = 0
        for (index, element) in elements.enumerated() {
            let next = index + 1 < elements.count ? elements[index + 1] : nil
            switch element {
            case .literal(let bytes):
                // A blank at its end says nothing about a line.
                let edges = (bytes.first == .space ? 1 : 0) + (bytes.last == .space ? 1 : 0)
                longest = max(longest, bytes.count - edges)
            case .skip:
                if case .capture(_, .word) = next {
                    throw TemplateError(reason: .adjacentOpenCaptures("_"), offset: 0)
                }
                if case .capture(_, .text) = next {
                    throw TemplateError(reason: .adjacentOpenCaptures("_"), offset: 0)
                }
            case .capture(let name, let type):
                let label = name ?? "_"
                if type == .rest, next != nil { throw TemplateError(reason: .restNotLast(label), offset: 0) }
                guard let next else { continue }
                if type.isOpenEnded {
                    guard case .literal = next else {
                        throw TemplateError(reason: .adjacentOpenCaptures(label), offset: 0)
                    }
                } else if case .literal(let bytes) = next, let first = bytes.first, isEaten(first, by: type) {
                    throw TemplateError(
                        reason: .neverEnds(capture: label, literal: String(decoding: bytes, as: UTF8.self)), offset: 0)
                }
            }
        }
        guard longest >= minimumLiteral else { throw TemplateError(reason: .noLiteral, offset: 0) }
    }

    /// Whether a capture of `type` takes `byte` for its own, so that a literal beginning with it can never follow.
    private static func isEaten(_ byte: UInt8, by type: CaptureType) -> Bool {
        switch type {
        case .dec: byte.isDigit
        case .hex: byte.isHexDigit
        case .int: byte.isDigit
        default: false
        }
    }
}

extension Template {
    /// Reads a template of the language that the type's page describes.
    public init(_ source: String) throws(TemplateError) {
        self = try TemplateParser.parse(source)
    }
}
