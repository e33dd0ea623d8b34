// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// How characters look: the attributes and colours of SGR, ECMA-48 8.3.117, that terminals agree on.
struct Rendition: Sendable, Hashable {
    struct Attributes: OptionSet, Sendable, Hashable {
        var rawValue: UInt8

        static let bold = Attributes(rawValue: 1)
        static let faint = Attributes(rawValue: 2)
        static let italic = Attributes(rawValue: 4)
        static let underline = Attributes(rawValue: 8)
        static let blink = Attributes(rawValue: 16)
        static let reverse = Attributes(rawValue: 32)
        static let strikeOut = Attributes(rawValue: 64)

        /// Each with the parameter that sets it.
        static let all: [(attribute: Attributes, parameter: Int)] = [
            (.bold, 1), (.faint, 2), (.italic, 3), (.underline, 4), (.blink, 5), (.reverse, 7), (.strikeOut, 9),
        ]
    }

    enum Color: Sendable, Hashable {
        /// The terminal's own.
        case standard
        /// 0...7 the basic eight, 8...15 their bright twins.
        case basic(UInt8)
        /// Of the 256.
        case indexed(UInt8)
        case rgb(UInt8, UInt8, UInt8)
    }

    var attributes: Attributes = []
    var foreground = Color.standard
    var background = Color.standard

    static let plain = Rendition()

    /// Appends one SGR sequence that sets all of it, whatever was set before.
    func append(to output: inout [UInt8]) {
        output.append(text: "\u{1B}[0")
        for (attribute, parameter) in Attributes.all where attributes.contains(attribute) {
            output.append(text: ";\(parameter)")
        }
        Self.append(foreground, base: 30, to: &output)
        Self.append(background, base: 40, to: &output)
        output.append(UInt8(ascii: "m"))
    }

    private static func append(_ color: Color, base: Int, to output: inout [UInt8]) {
        switch color {
        case .standard: break
        case .basic(let number) where number < 8: output.append(text: ";\(base + Int(number))")
        case .basic(let number): output.append(text: ";\(base + 52 + Int(number))")
        case .indexed(let number): output.append(text: ";\(base + 8);5;\(number)")
        case .rgb(let red, let green, let blue): output.append(text: ";\(base + 8);2;\(red);\(green);\(blue)")
        }
    }
}
