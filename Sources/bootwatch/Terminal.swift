// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ArgumentParser
import EventSinks

/// How text for a person may look where it goes to.
struct Terminal {
    /// When colours and bold type are used.
    enum Color: String, ExpressibleByArgument, CaseIterable {
        case auto
        case always
        case never
    }

    private static let defaultWidth = 80

    /// Whether standard output takes escape sequences.
    let isStyled: Bool
    /// Columns of standard output.
    let width: Int
    /// Whether more than ASCII can be shown.
    let isUnicode: Bool

    init(color: Color = .auto) {
        let isTerminal = Process.isTerminal(1)
        // https://no-color.org: any value that is not empty counts.
        let isWanted = Process.environment("NO_COLOR")?.isEmpty ?? true && Process.environment("TERM") != "dumb"
        isStyled =
            switch color {
            case .auto: isTerminal && isWanted
            case .always: true
            case .never: false
            }
        width = Process.columns(of: 1) ?? Self.defaultWidth
        isUnicode = Self.isUTF8(locale: Self.locale)
    }

    var style: Style { Style(color: isStyled, width: width, unicode: isUnicode) }

    /// The locale for characters: see locale(7), LC_CTYPE.
    private static var locale: String {
        for name in ["LC_ALL", "LC_CTYPE", "LANG"] {
            if let value = Process.environment(name), !value.isEmpty { return value }
        }
        return ""
    }

    private static func isUTF8(locale: String) -> Bool {
        let name = locale.lowercased()
        return name.hasSuffix("utf-8") || name.hasSuffix("utf8") || name.contains("utf-8@") || name.contains("utf8@")
    }
}
