// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import TestSupport

@testable import BootLog

/// Templates and bodies over an alphabet so small that near-misses are the rule.
struct RandomTemplates {
    var chance: SplitMix64

    init(seed: UInt64) {
        chance = SplitMix64(seed: seed)
    }

    private static let letters = Array("aab b1 20x.:'\"-kMiB")
    private static let types: [CaptureType] = [.dec, .hex, .int, .size, .word, .ipv4, .text, .rest, .text, .word]

    /// A template that the language accepts, with `quoted` captures or without.
    mutating func template(quoted: Bool = false) -> Template {
        while true {
            var source = chance.chance(15) ? "^" : ""
            for number in 0..<Int.random(in: 1...5, using: &chance) {
                switch Int.random(in: 0..<10, using: &chance) {
                case 0: source += "{_}"
                case 1...4:
                    let type = quoted && chance.chance(50) ? CaptureType.quoted : chance.pick(Self.types)
                    source += chance.chance(20) ? "{_:\(type.rawValue)}" : "{c\(number):\(type.rawValue)}"
                default: source += text(1...5)
                }
            }
            if chance.chance(15) { source += "$" }
            if let template = try? Template(source) { return template }
        }
    }

    /// A body as lines have it: single spaces, none at the ends.
    mutating func body() -> [UInt8] {
        let text = text(0...40)
        return Array(text.split(separator: " ").joined(separator: " ").utf8)
    }

    /// A body that a template was made for: its literals with something between them.
    mutating func body(for template: Template) -> [UInt8] {
        var text = chance.chance(50) ? self.text(0...3) : ""
        for element in template.elements {
            switch element {
            case .literal(let bytes): text += String(decoding: bytes, as: UTF8.self)
            case .skip: text += self.text(0...4)
            case .capture(_, .dec), .capture(_, .int): text += chance.pick(["1", "20", "-1", "0x12", ""])
            case .capture(_, .hex): text += chance.pick(["0xab", "b1", "x"])
            case .capture(_, .size): text += chance.pick(["1 MiB", "2.2 kB", "1 B", "12"])
            case .capture(_, .ipv4): text += chance.pick(["1.2.0.1", "1.2.0", "1.1.1.1.1"])
            case .capture(_, .quoted): text += chance.pick(["'a'", "\"a b\"", "'a\"", "\"'\""])
            case .capture: text += self.text(1...6)
            }
        }
        if chance.chance(50) { text += self.text(0...3) }
        return Array(text.split(separator: " ").joined(separator: " ").utf8)
    }

    private mutating func text(_ lengths: ClosedRange<Int>) -> String {
        String((0..<Int.random(in: lengths, using: &chance)).map { _ in chance.pick(Self.letters) })
    }
}
