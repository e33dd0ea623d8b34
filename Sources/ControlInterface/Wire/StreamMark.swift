// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// What the service says between the board's bytes in a marked stream.
///
/// It stands between 0xFF 0x00 and 0x00, as a JSON object; an 0xFF of the board's is doubled, so that nothing that a board
/// sends can be taken for it. The same trick as PARMRK of termios(3).
package enum StreamMark: Sendable, Hashable {
    /// So many bytes are missing here.
    case missed(Int)
    /// A sentence without its capital and its full stop.
    case note(String)
    /// An event about the port itself, a JSON object.
    case event([UInt8])

    static let escape: UInt8 = 0xFF

    private struct Content: Codable {
        var missed: Int?
        var note: String?
    }

    /// - Parameter text: what stands between the bytes that mark it.
    /// - Returns: nil for what is none of these.
    init?(_ text: [UInt8]) {
        if let event = RawJSON(text).member("event") {
            self = .event(event.text)
            return
        }
        guard let content = try? VarlinkJSON.value(Content.self, from: text) else { return nil }
        if let missed = content.missed {
            self = .missed(missed)
        } else if let note = content.note {
            self = .note(note)
        } else {
            return nil
        }
    }

    /// As it stands in the stream.
    package var bytes: [UInt8] {
        let text =
            switch self {
            case .missed(let count): VarlinkJSON.bytes(of: Content(missed: count))
            case .note(let sentence): VarlinkJSON.bytes(of: Content(note: sentence))
            case .event(let event): Array("{\"event\":".utf8) + event + [UInt8(ascii: "}")]
            }
        return [Self.escape, 0] + text + [0]
    }

    /// The board's bytes as they stand in the stream.
    package static func bytes(of bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(escape) else { return bytes }
        return bytes.flatMap { $0 == escape ? [escape, escape] : [$0] }
    }
}
