// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

extension Rendition {
    /// Applies the parameters of an SGR sequence, one after the other.
    ///
    /// Fonts, frames and overlines are ignored: hardly a terminal shows them. Concealed text (8) is ignored too: nothing
    /// that a board prints is hidden from its technician.
    ///
    /// - Returns: false when nothing in it was understood.
    mutating func apply(_ parameters: ControlParameters) -> Bool {
        var isUnderstood = parameters.count == 0
        if isUnderstood { self = .plain }
        var index = 0
        while index < parameters.count {
            let value = parameters[index]
            let details = parameters.details(after: index)
            switch value {
            case 38, 48, 58:
                let (color, used) = Self.color(parameters, at: index, details: details)
                if let color, value != 58 {
                    if value == 38 { foreground = color } else { background = color }
                    isUnderstood = true
                }
                index += used
            default:
                if apply(value, style: details.isEmpty ? nil : parameters[details.lowerBound]) { isUnderstood = true }
            }
            index += 1 + details.count
        }
        return isUnderstood
    }

    private mutating func apply(_ value: Int, style: Int?) -> Bool {
        switch value {
        case 0: self = .plain
        case 1: attributes.insert(.bold)
        case 2: attributes.insert(.faint)
        case 3: attributes.insert(.italic)
        case 4:
            // 4:0 is none, 4:3 a curly one.
            if style == 0 { attributes.remove(.underline) } else { attributes.insert(.underline) }
        case 5, 6: attributes.insert(.blink)
        case 7: attributes.insert(.reverse)
        case 9: attributes.insert(.strikeOut)
        case 22: attributes.subtract([.bold, .faint])
        case 23: attributes.remove(.italic)
        case 24: attributes.remove(.underline)
        case 25: attributes.remove(.blink)
        case 27: attributes.remove(.reverse)
        case 29: attributes.remove(.strikeOut)
        case 30...37: foreground = .basic(UInt8(value - 30))
        case 39: foreground = .standard
        case 40...47: background = .basic(UInt8(value - 40))
        case 49: background = .standard
        case 90...97: foreground = .basic(UInt8(value - 82))
        case 100...107: background = .basic(UInt8(value - 92))
        default: return false
        }
        return true
    }

    /// Reads what follows 38, 48 or 58: `;5;n`, `;2;r;g;b`, `:5:n`, `:2:r:g:b` and `:2:space:r:g:b`.
    ///
    /// - Returns: the color, nil when it is none, and the parameters used that are no details.
    private static func color(
        _ parameters: ControlParameters, at index: Int, details: Range<Int>
    ) -> (color: Color?, used: Int) {
        func byte(_ position: Int) -> UInt8? { UInt8(exactly: parameters[position]) }
        func rgb(_ position: Int) -> Color? {
            guard let red = byte(position), let green = byte(position + 1), let blue = byte(position + 2) else {
                return nil
            }
            return .rgb(red, green, blue)
        }
        if !details.isEmpty {
            switch parameters[details.lowerBound] {
            case 5 where details.count >= 2: return (byte(details.lowerBound + 1).map { .indexed($0) }, 0)
            case 2 where details.count >= 4: return (rgb(details.upperBound - 3), 0)
            default: return (nil, 0)
            }
        }
        let left = parameters.count - index - 1
        guard left >= 1 else { return (nil, 0) }
        switch parameters[index + 1] {
        case 5 where left >= 2: return (byte(index + 2).map { .indexed($0) }, 2)
        case 2 where left >= 4: return (rgb(index + 2), 4)
        // Cut short: the rest cannot be told from attributes.
        default: return (nil, left)
        }
    }
}
