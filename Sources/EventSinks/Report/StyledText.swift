// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// What a piece of text means to the eye.
package enum Tone: Sendable, Hashable {
    case plain
    case strong
    case dim
    case good
    case caution
    case danger
    case accent

    /// The SGR parameters of ECMA-48; nil where nothing is to be set. The eight basic colours follow the terminal's theme.
    var parameters: String? {
        switch self {
        case .plain: nil
        case .strong: "1"
        case .dim: "2"
        case .good: "32"
        case .caution: "33"
        case .danger: "1;31"
        case .accent: "36"
        }
    }
}

/// Text in pieces, each with its tone; what it holds need not be safe yet.
package struct StyledText: Sendable, Hashable, ExpressibleByStringLiteral {
    struct Piece: Sendable, Hashable {
        var text: String
        var tone: Tone
        /// Whether a line may not end within it.
        var isUnbreakable = false
    }

    private(set) var pieces: [Piece]

    package init(_ text: String, _ tone: Tone = .plain, isUnbreakable: Bool = false) {
        pieces = text.isEmpty ? [] : [Piece(text: text, tone: tone, isUnbreakable: isUnbreakable)]
    }

    package init(stringLiteral text: String) {
        self.init(text)
    }

    package var isEmpty: Bool { pieces.isEmpty }

    package static func + (left: StyledText, right: StyledText) -> StyledText {
        var sum = left
        sum.pieces += right.pieces
        return sum
    }

    package static func += (left: inout StyledText, right: StyledText) {
        left.pieces += right.pieces
    }

    /// The same with every piece made safe to show.
    func visible(ascii: Bool) -> StyledText {
        var copy = self
        for index in copy.pieces.indices {
            copy.pieces[index].text = SafeText.visible(copy.pieces[index].text, ascii: ascii)
        }
        return copy
    }

    /// Columns, of visible text.
    package var width: Int {
        pieces.reduce(0) { $0 + SafeText.width(of: $1.text) }
    }

    /// The words, each in one piece or in several that touch; blanks between them are gone.
    ///
    /// - Parameter limit: columns beyond which even an unbreakable piece is broken at its blanks.
    /// - Returns: words in their order.
    func words(limit: Int) -> [[Piece]] {
        var words: [[Piece]] = []
        var touches = false
        for piece in pieces {
            if piece.isUnbreakable, SafeText.width(of: piece.text) <= limit {
                touches ? words[words.count - 1].append(piece) : words.append([piece])
                touches = true
                continue
            }
            for (index, part) in piece.text.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
                if index > 0 { touches = false }
                guard !part.isEmpty else { continue }
                let word = Piece(text: String(part), tone: piece.tone)
                touches ? words[words.count - 1].append(word) : words.append([word])
                touches = true
            }
        }
        return words
    }
}
