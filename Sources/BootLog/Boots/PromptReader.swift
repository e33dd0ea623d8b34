// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Recognises a prompt and what a person typed after it.
///
/// A prompt is the text before the command: `=> `, `U-Boot> `, `hisilicon # `, `CFE> `, `/ # `, `root@OpenWrt:/# `.
enum PromptReader {
    /// What a line with a prompt says.
    struct Prompt: Sendable, Hashable {
        enum Kind: Sendable, Hashable {
            /// A boot loader's.
            case loader
            /// A Unix shell's.
            case shell
        }

        var kind: Kind
        /// The command after the prompt; empty for a prompt alone.
        var command: String
    }

    /// Bytes that a prompt takes at most.
    private static let maximumLength = 40
    /// What a prompt is made of besides letters and digits.
    private static let marks = Array("._-/@:()[]~=>+".utf8)

    /// - Complexity: O(1): only the first bytes are looked at, and those of most lines not at all.
    static func read(_ body: [UInt8]) -> Prompt? {
        var end: Int?
        var index = 0
        var blanks = 0
        let limit = min(body.count, maximumLength)
        scan: while index < limit {
            switch body[index] {
            case UInt8(ascii: ">"), UInt8(ascii: "#"), UInt8(ascii: "$"):
                // The prompt's last mark is followed by a blank or by nothing.
                if index + 1 == body.count || body[index + 1] == .space {
                    end = index
                    break scan
                }
            case .space:
                // Two words at most stand before the mark.
                blanks += 1
                if blanks == 3 { return nil }
            case UInt8(ascii: "<"), UInt8(ascii: "\""), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "!"):
                return nil
            default: break
            }
            index += 1
        }
        guard let end, isPrompt(body[..<end], mark: body[end]) else { return nil }
        let command = String(decoding: body[min(end + 2, body.count)...], as: UTF8.self)
        let name = body[..<end]
        let isShell =
            body[end] != UInt8(ascii: ">")
            && (name.contains(UInt8(ascii: "/")) || name.contains(UInt8(ascii: "~")) || name.contains(UInt8(ascii: "@"))
                || name.isEmpty)
        return Prompt(kind: isShell ? .shell : .loader, command: command)
    }

    /// Whether the text before the mark is one or two words of a prompt.
    private static func isPrompt(_ text: ArraySlice<UInt8>, mark: UInt8) -> Bool {
        var words = 0
        var isInWord = false
        for byte in text {
            if byte == .space {
                isInWord = false
                continue
            }
            if !isInWord { words += 1 }
            isInWord = true
            guard byte.isLetter || byte.isDigit || marks.contains(byte) else { return false }
        }
        switch mark {
        case UInt8(ascii: ">"): return words == 1 && text.last != .space
        case UInt8(ascii: "#"): return words <= 2 && text.first != UInt8(ascii: "#")
        // `$` needs a path or a user before it: it stands in many other lines.
        default: return words == 1 && (text.contains(UInt8(ascii: "@")) || text.contains(UInt8(ascii: "/")))
        }
    }
}
