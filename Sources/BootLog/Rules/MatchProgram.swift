// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Templates made ready for matching, all in a few flat arrays: a match follows indices and touches no reference count.
///
/// A template's elements are cut at the open captures into groups. A group is tried at one place in bounded time,
/// groups are searched left to right, and no group is ever moved again: time is linear in the line, whatever it holds.
struct MatchProgram: Sendable {
    /// Bytes that a `word` and a `quoted` capture take at most.
    static let maximumWord = 256
    /// Digits that a number takes at most; a longer run is no number.
    static let maximumDigits = 32

    /// What stands between two groups, or after the last one.
    private enum Gap: UInt8, Sendable {
        /// Nothing: the template begins, or ends, with the group.
        case none
        /// `{_}`: anything, also nothing.
        case skip
        /// `{_:text}`: one byte or more.
        case text
        /// `{name:text}`.
        case namedText
    }

    private enum Operation: UInt8, Sendable {
        case literal
        case dec
        case hex
        case int
        case size
        case word
        case quoted
        case ipv4
        case rest
    }

    private struct Piece: Sendable {
        var operation: Operation
        var isNamed: Bool
        /// Where a literal's bytes lie in `pool`; for a `word` those of the literal that ends it.
        var start: Int32
        var count: Int32
    }

    private struct Group: Sendable {
        var gap: Gap
        /// In `pieces`.
        var pieces: Range<Int32>
    }

    private struct Entry: Sendable {
        /// In `groups`.
        var groups: Range<Int32>
        var tail: Gap
        var isAnchoredAtStart: Bool
        var isAnchoredAtEnd: Bool
    }

    private var pool: [UInt8] = []
    private var pieces: [Piece] = []
    private var groups: [Group] = []
    private var entries: [Entry] = []

    /// Templates in the program.
    var count: Int { entries.count }

    // MARK: - Building

    /// Adds a template; returns its number.
    @discardableResult
    mutating func add(_ template: Template) -> Int {
        let firstGroup = Int32(groups.count)
        var gap = Gap.none
        var firstPiece = Int32(pieces.count)
        for (number, element) in template.elements.enumerated() {
            switch element {
            case .skip, .capture(_, .text):
                if number > 0 { groups.append(Group(gap: gap, pieces: firstPiece..<Int32(pieces.count))) }
                firstPiece = Int32(pieces.count)
                gap = .skip
                if case .capture(let name, _) = element { gap = name == nil ? .text : .namedText }
            case .literal(let bytes): pieces.append(piece(.literal, bytes))
            case .capture(let name, let type):
                var end: [UInt8] = []
                if type == .word, number + 1 < template.elements.count,
                    case .literal(let bytes) = template.elements[number + 1]
                {
                    end = bytes
                }
                var new = piece(Self.operation(type), end)
                new.isNamed = name != nil
                pieces.append(new)
            }
        }
        var tail = Gap.none
        if firstPiece == Int32(pieces.count) {
            tail = gap
        } else {
            groups.append(Group(gap: gap, pieces: firstPiece..<Int32(pieces.count)))
        }
        entries.append(
            Entry(
                groups: firstGroup..<Int32(groups.count), tail: tail, isAnchoredAtStart: template.isAnchoredAtStart,
                isAnchoredAtEnd: template.isAnchoredAtEnd))
        return entries.count - 1
    }

    private mutating func piece(_ operation: Operation, _ bytes: [UInt8]) -> Piece {
        let start = Int32(pool.count)
        pool += bytes
        return Piece(operation: operation, isNamed: false, start: start, count: Int32(bytes.count))
    }

    private static func operation(_ type: CaptureType) -> Operation {
        switch type {
        case .dec: .dec
        case .hex: .hex
        case .int: .int
        case .size: .size
        case .word: .word
        case .quoted: .quoted
        case .ipv4: .ipv4
        case .rest, .text: .rest
        }
    }

    // MARK: - Matching

    /// Searches a template in a body.
    ///
    /// - Parameter captures: set to the ranges of the named captures, in the template's order, when it matches.
    /// - Returns: where the match lies; nil when there is none.
    /// - Complexity: O(n) in the body.
    func firstMatch(_ number: Int, in body: Span<UInt8>, captures: inout [Range<Int>]) -> Range<Int>? {
        captures.removeAll(keepingCapacity: true)
        let entry = entries[number]
        var position = 0
        var start = 0
        for index in entry.groups {
            let group = groups[Int(index)]
            let isFirst = index == entry.groups.lowerBound
            let mustEnd = index == entry.groups.upperBound - 1 && entry.isAnchoredAtEnd && entry.tail == .none
            let isFixed = isFirst && entry.isAnchoredAtStart && group.gap == .none
            let gapStart = position
            if group.gap == .text || group.gap == .namedText { position += 1 }
            if group.gap == .namedText { captures.append(gapStart..<gapStart) }
            let kept = captures.count
            var found: Int?
            while position <= body.count {
                if let end = end(of: group, in: body, at: position, captures: &captures), !mustEnd || end == body.count
                {
                    found = end
                    break
                }
                if captures.count > kept { captures.removeSubrange(kept...) }
                if isFixed { break }
                position = nextCandidate(for: group, in: body, after: position)
            }
            guard let found else { return nil }
            if group.gap == .namedText { captures[kept - 1] = gapStart..<position }
            if isFirst { start = group.gap == .none ? position : gapStart }
            position = found
        }
        switch entry.tail {
        case .none: break
        case .skip: position = body.count
        case .text, .namedText:
            guard position < body.count else { return nil }
            if entry.tail == .namedText { captures.append(position..<body.count) }
            position = body.count
        }
        return start..<position
    }

    /// The next place worth a try: where the group's first byte stands again, when it begins with a literal.
    private func nextCandidate(for group: Group, in body: Span<UInt8>, after position: Int) -> Int {
        let piece = pieces[Int(group.pieces.lowerBound)]
        guard piece.operation == .literal else { return position + 1 }
        let first = pool[Int(piece.start)]
        var next = position + 1
        while next < body.count, body[next] != first { next += 1 }
        return next < body.count ? next : body.count + 1
    }

    /// Tries a group at one place; returns where it ends.
    private func end(of group: Group, in body: Span<UInt8>, at start: Int, captures: inout [Range<Int>]) -> Int? {
        var position = start
        for index in group.pieces {
            let piece = pieces[Int(index)]
            if piece.operation == .literal {
                guard isLiteral(piece, in: body, at: position) else { return nil }
                position += Int(piece.count)
                continue
            }
            var value = position..<position
            let end: Int?
            switch piece.operation {
            case .dec: end = Captures.digits(in: body, from: position, hexadecimal: false)
            case .hex: end = Captures.hexadecimal(in: body, at: position)
            case .int: end = Captures.integer(in: body, at: position)
            case .size: end = Captures.size(in: body, at: position)
            case .ipv4: end = Captures.address(in: body, at: position)
            case .word: end = word(before: piece, in: body, at: position)
            case .quoted: end = Captures.quoted(in: body, at: position, value: &value)
            case .rest, .literal: end = body.count
            }
            guard let end else { return nil }
            if piece.isNamed { captures.append(piece.operation == .quoted ? value : position..<end) }
            position = end
        }
        return position
    }

    @inline(__always)
    private func isLiteral(_ piece: Piece, in body: Span<UInt8>, at position: Int) -> Bool {
        let count = Int(piece.count)
        guard position + count <= body.count else { return false }
        let start = Int(piece.start)
        var offset = 0
        while offset < count {
            if pool[start + offset] != body[position + offset] { return false }
            offset += 1
        }
        return true
    }

    /// The end of the shortest run without a blank that the next literal follows, or of the whole run.
    private func word(before piece: Piece, in body: Span<UInt8>, at start: Int) -> Int? {
        guard start < body.count, body[start] != .space else { return nil }
        var position = start + 1
        while position - start <= Self.maximumWord {
            if piece.count > 0, isLiteral(piece, in: body, at: position) { return position }
            guard position < body.count, body[position] != .space else { break }
            position += 1
        }
        return piece.count == 0 && position - start <= Self.maximumWord ? position : nil
    }
}
