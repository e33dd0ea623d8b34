// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Takes a marked stream apart, however it is cut into reads: the board's bytes, and what the service says.
package struct MarkedReader: Sendable {
    package enum Item: Sendable, Hashable {
        case bytes([UInt8])
        case mark(StreamMark)
    }

    /// Bytes of a mark at most; a longer one is no mark of ours and is left out.
    static let sizeLimit = 64 << 10

    private enum Place {
        case board
        /// Behind an 0xFF.
        case escape
        case mark
    }

    private var place = Place.board
    private var mark: [UInt8] = []

    package init() {}

    package mutating func read(_ bytes: [UInt8]) -> [Item] {
        if case .board = place, !bytes.contains(StreamMark.escape) { return bytes.isEmpty ? [] : [.bytes(bytes)] }
        var items: [Item] = []
        var board: [UInt8] = []
        for byte in bytes {
            switch place {
            case .board where byte == StreamMark.escape: place = .escape
            case .board: board.append(byte)
            case .escape where byte == 0:
                place = .mark
                if !board.isEmpty { items.append(.bytes(board)) }
                board = []
            case .escape:
                // Twice is once; alone no service sends it.
                board.append(StreamMark.escape)
                if byte != StreamMark.escape { board.append(byte) }
                place = .board
            case .mark where byte == 0:
                if mark.count <= Self.sizeLimit, let mark = StreamMark(mark) { items.append(.mark(mark)) }
                mark = []
                place = .board
            case .mark: if mark.count <= Self.sizeLimit { mark.append(byte) }
            }
        }
        if !board.isEmpty { items.append(.bytes(board)) }
        return items
    }
}
