// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Finds, in one pass over a line, the templates that may match it.
///
/// Every template is entered under one *anchor*: the rarest run of four bytes of its literals (three where it has no
/// longer literal). A bitmap of 8 KiB, which stays in the first-level cache, tells for the bytes at each place whether
/// any anchor looks like them; only then the table is asked, and the whole literal compared. An automaton over all
/// literals does the same in one pass, but takes megabytes and milliseconds to build for a thousand rules, and each of
/// its steps waits for the one before.
struct AnchorIndex: Sendable {
    /// The templates of one anchor: a range of `entries`.
    private struct Bucket: Sendable {
        var key: UInt32
        var range: Range<Int32>
    }

    /// A template and the literal that its anchor lies in.
    private struct Entry: Sendable {
        var template: Int32
        /// The literal's bytes in `pool`.
        var literal: Range<Int32>
        /// Bytes of the literal before the anchor.
        var lead: Int32
        /// One bit a stage in which the template may appear.
        var stages: UInt8
    }

    private struct Anchor {
        var key: UInt32
        var literal: [UInt8]
        var lead: Int
    }

    private var bitmap: [UInt64]
    private var shortBitmap: [UInt64]
    /// Open addressing, a power of two; an empty range marks a free slot.
    private var table: [Bucket]
    private var entries: [Entry]
    private var pool: [UInt8]
    private let hasShortAnchors: Bool

    /// Bytes in a long anchor.
    private static let width = 4

    /// - Parameters:
    ///   - literals: for each template its literals.
    ///   - stages: for each template a bit for each stage in which it may appear.
    init(literals: [[[UInt8]]], stages: [UInt8]) {
        let usage = Self.usage(of: literals)
        var anchors: [(template: Int, anchor: Anchor)] = []
        for (number, template) in literals.enumerated() {
            anchors.append((number, Self.anchor(of: template, usage: usage)))
        }
        anchors.sort { ($0.anchor.key, $0.template) < ($1.anchor.key, $1.template) }
        var size = 16
        while size < anchors.count * 2 { size *= 2 }
        bitmap = Array(repeating: 0, count: 1 << 10)
        shortBitmap = bitmap
        table = Array(repeating: Bucket(key: 0, range: 0..<0), count: size)
        entries = []
        pool = []
        hasShortAnchors = anchors.contains { Self.isShort($0.anchor.key) }
        var slot = 0
        for (template, anchor) in anchors {
            let literal = Int32(pool.count)..<Int32(pool.count + anchor.literal.count)
            pool += anchor.literal
            let end = Int32(entries.count + 1)
            entries.append(
                Entry(
                    template: Int32(template), literal: literal, lead: Int32(anchor.lead), stages: stages[template]))
            if end > 1, table[slot].key == anchor.key, !table[slot].range.isEmpty {
                table[slot].range = table[slot].range.lowerBound..<end
                continue
            }
            slot = Self.slot(anchor.key, size: size)
            while !table[slot].range.isEmpty { slot = (slot + 1) & (size - 1) }
            table[slot] = Bucket(key: anchor.key, range: end - 1..<end)
            let hash = Self.hash(anchor.key)
            if Self.isShort(anchor.key) {
                shortBitmap[hash >> 6] |= 1 << UInt64(hash & 63)
            } else {
                bitmap[hash >> 6] |= 1 << UInt64(hash & 63)
            }
        }
    }

    /// Appends the numbers of the templates whose anchor's literal stands in `body`; one may come more than once.
    ///
    /// - Parameter stage: a bit for the stage the board is in; all bits when it is not known.
    /// - Complexity: O(n) in the body, plus what is found.
    func candidates(in body: Span<UInt8>, stage: UInt8, to found: inout [Int32]) {
        let count = body.count
        guard count >= 3 else { return }
        if hasShortAnchors {
            for index in 0...count - 3 {
                let gram = UInt32(body[index]) | UInt32(body[index + 1]) << 8 | UInt32(body[index + 2]) << 16
                if isSet(gram, in: shortBitmap) { lookUp(gram, at: index, body, stage, &found) }
            }
        }
        let bytes = body.bytes
        let bitmap = bitmap.span
        var index = 0
        while index + Self.width <= count {
            // SAFETY: four bytes from `index` on lie in the body, by the loop's condition; the bitmap has 2^10 words and
            // the hash 16 bits, of which the upper ten choose the word.
            let gram = bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: index, as: UInt32.self)
            let hash = Self.hash(gram)
            if bitmap[unchecked: hash >> 6] &>> UInt64(truncatingIfNeeded: hash & 63) & 1 != 0 {
                lookUp(gram, at: index, body, stage, &found)
            }
            index += 1
        }
    }

    @inline(__always)
    private func isSet(_ gram: UInt32, in bitmap: [UInt64]) -> Bool {
        let hash = Self.hash(gram)
        return bitmap[hash >> 6] >> UInt64(truncatingIfNeeded: hash & 63) & 1 != 0
    }

    @inline(never)
    private func lookUp(
        _ gram: UInt32, at position: Int, _ body: Span<UInt8>, _ stage: UInt8, _ found: inout [Int32]
    ) {
        var slot = Self.slot(gram, size: table.count)
        while !table[slot].range.isEmpty {
            guard table[slot].key == gram else {
                slot = (slot + 1) & (table.count - 1)
                continue
            }
            for index in table[slot].range {
                let entry = entries[Int(index)]
                if entry.stages & stage != 0, isLiteral(entry, in: body, at: position) { found.append(entry.template) }
            }
            return
        }
    }

    /// Whether the whole literal stands around the anchor at `position`.
    @inline(__always)
    private func isLiteral(_ entry: Entry, in body: Span<UInt8>, at position: Int) -> Bool {
        let start = position - Int(entry.lead)
        let count = Int(entry.literal.upperBound - entry.literal.lowerBound)
        guard start >= 0, start + count <= body.count else { return false }
        var offset = 0
        while offset < count {
            if pool[Int(entry.literal.lowerBound) + offset] != body[start + offset] { return false }
            offset += 1
        }
        return true
    }

    // MARK: - Grams

    /// Sixteen bits.
    @inline(__always)
    private static func hash(_ gram: UInt32) -> Int {
        Int(truncatingIfNeeded: (gram &* 0x9E37_79B1) >> 16)
    }

    @inline(__always)
    private static func slot(_ gram: UInt32, size: Int) -> Int {
        Int(truncatingIfNeeded: (gram &* 0x85EB_CA6B) >> 8) & (size - 1)
    }

    /// The key of an anchor of three bytes has a zero for the fourth; no literal holds a zero byte.
    private static func isShort(_ key: UInt32) -> Bool {
        key >> 24 == 0
    }

    private static func gram(_ bytes: [UInt8], at start: Int) -> UInt32 {
        UInt32(bytes[start]) | UInt32(bytes[start + 1]) << 8 | UInt32(bytes[start + 2]) << 16
            | UInt32(bytes[start + 3]) << 24
    }

    /// How often each gram stands in the literals, by hash and up to 255: near enough for choosing rare ones, and a
    /// dictionary of all grams would cost a quarter of the command's start.
    private static func usage(of literals: [[[UInt8]]]) -> [UInt8] {
        var usage = [UInt8](repeating: 0, count: 1 << 16)
        for template in literals {
            for literal in template where literal.count >= width {
                for start in 0...literal.count - width {
                    let hash = hash(gram(literal, at: start))
                    if usage[hash] < .max { usage[hash] += 1 }
                }
            }
        }
        return usage
    }

    /// The rarest gram of a template.
    private static func anchor(of literals: [[UInt8]], usage: [UInt8]) -> Anchor {
        var best = Anchor(key: 0, literal: [], lead: 0)
        var bestCost = Int.max
        for literal in literals {
            guard literal.count >= width else {
                if literal.count == 3, bestCost == .max {
                    let key = UInt32(literal[0]) | UInt32(literal[1]) << 8 | UInt32(literal[2]) << 16
                    best = Anchor(key: key, literal: literal, lead: 0)
                }
                continue
            }
            for start in 0...literal.count - width {
                let key = gram(literal, at: start)
                var weight = 0
                for offset in 0..<width { weight += commonness(of: literal[start + offset]) }
                // The literals of all rules are a fair sample of what consoles print: what is rare there is rare.
                let cost = min(Int(usage[hash(key)]), 64) * 6 + weight
                if cost < bestCost {
                    bestCost = cost
                    best = Anchor(key: key, literal: literal, lead: start)
                }
            }
        }
        return best
    }

    /// How often a byte stands in console text, roughly: a higher number is commoner.
    private static func commonness(of byte: UInt8) -> Int {
        switch byte {
        case .space: 10
        case UInt8(ascii: "e"), UInt8(ascii: "0"): 9
        case UInt8(ascii: "a"), UInt8(ascii: "i"), UInt8(ascii: "o"), UInt8(ascii: "r"), UInt8(ascii: "t"),
            UInt8(ascii: "s"), UInt8(ascii: "n"):
            8
        case UInt8(ascii: "d"), UInt8(ascii: "l"), UInt8(ascii: "c"), UInt8(ascii: "m"), UInt8(ascii: "p"),
            UInt8(ascii: "u"), UInt8(ascii: "."), UInt8(ascii: ":"):
            7
        case 0x30...0x39: 7
        case 0x61...0x7A: 5
        default: 4
        }
    }
}
