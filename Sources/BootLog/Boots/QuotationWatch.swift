// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Knows which lines only quote what may be said one day: the variables that `printenv` lists, and help texts.
///
/// A script kept in a variable holds the very words of its failure (`echo Verification failed`), and so does the help of
/// a command. Only what a person typed at a prompt opens such a list, and the next prompt closes it.
struct QuotationWatch: Sendable {
    private enum Listing: Sendable {
        /// `NAME=VALUE`, of a loader or a shell; other lines may stand between them.
        case variables
        /// Text that goes on until the prompt comes back: help, tables of variables in columns.
        case text
    }

    /// Why the line after an assignment may go on with its value.
    private enum OpenValue: Sendable {
        /// It is as long as a terminal is wide; the next line only.
        case wrapped
        /// A script of several lines; up to the next assignment or empty line.
        case script
    }

    /// Lines that a list takes at most; the help of a loader with all commands has some 400.
    private static let maximumLines = 2_000
    /// Bytes that the name of a variable takes at most.
    private static let maximumName = 64
    /// Commands whose arguments are text, and nothing that is done.
    private static let textCommands: Set<Substring> = ["setenv", "set", "editenv", "askenv", "echo", "help", "?"]
    /// Columns of a line from which on a terminal may have wrapped it.
    private static let width = 78
    /// Endings of a value that goes on in the next line.
    private static let openEndings = ["\\", "&&", "||", " then", " else", " do", "{"].map { Array($0.utf8) }

    private var listing: Listing?
    private var lines = 0
    private var isOfLoader = false
    private var openValue: OpenValue?
    private var lastNumber = 0

    var isOpen: Bool { listing != nil }

    /// Takes a prompt: it closes what is open, and the command at it may open a list.
    ///
    /// - Returns: whether the command itself only quotes.
    mutating func receive(_ prompt: PromptReader.Prompt) -> Bool {
        interrupt()
        let words = prompt.command.split(separator: " ", maxSplits: 2)
        guard let name = words.first else { return false }
        isOfLoader = prompt.kind == .loader
        if Self.listsVariables(name, words.dropFirst().first) {
            listing = .variables
        } else if isOfLoader, name == "help" || name == "?", !prompt.command.contains(where: { ";&|".contains($0) }) {
            listing = .text
        }
        guard isOfLoader else { return false }
        return Self.textCommands.contains(name) || name == "env" && words.count > 1 && "set".hasPrefix(words[1])
    }

    /// Takes a line with text while a list is open.
    ///
    /// - Parameter marks: the parts that the line has in the course of a boot, by its words.
    /// - Returns: whether it only quotes.
    mutating func receive(_ line: ConsoleLine, marks: some Sequence<Rule.Mark>) -> Bool {
        guard let listing else { return false }
        let isNext = line.number <= lastNumber + 1
        lastNumber = line.number
        lines += 1
        let isKernel = line.prefix.kernelMicroseconds != nil
        if lines > Self.maximumLines || isOfLoader && isKernel {
            interrupt()
            return false
        }
        switch listing {
        case .variables:
            if Self.isAssignment(line.body) {
                openValue = isOfLoader ? Self.openValue(of: line) : nil
                return true
            }
            if isOfLoader, line.body.starts(with: "Variable Name Value".utf8) {
                // Broadcom CFE.
                self.listing = .text
                return true
            }
            if marks.contains(where: { _ in true }) {
                interrupt()
                return false
            }
            guard let open = openValue, isNext else {
                openValue = nil
                return false
            }
            if open == .wrapped { openValue = Self.openValue(of: line) }
            return true
        case .text:
            // Help names each mark but a banner: `reset - Perform RESET of the CPU`.
            guard marks.contains(.banner) else { return true }
            interrupt()
            return false
        }
    }

    private static func openValue(of line: ConsoleLine) -> OpenValue? {
        var end = line.text.count
        while end > 0, line.text[end - 1].isBlank { end -= 1 }
        if openEndings.contains(where: { line.text[..<end].suffix($0.count).elementsEqual($0) }) { return .script }
        return end >= width ? .wrapped : nil
    }

    /// What follows is no part of a list.
    mutating func interrupt() {
        listing = nil
        openValue = nil
        lines = 0
        lastNumber = .max - 1
    }

    /// `printenv` and its short forms, `env print`, `fw_printenv`, `nvram show`.
    private static func listsVariables(_ name: Substring, _ argument: Substring?) -> Bool {
        switch name {
        case "fw_printenv", "showvar": true
        case "env": argument.map { "print".hasPrefix($0) } ?? true
        case "nvram": argument == "show" || argument == "getall"
        default: name.count > 1 && "printenv".hasPrefix(name)
        }
    }

    /// Whether a line is `NAME=VALUE`.
    static func isAssignment(_ body: [UInt8]) -> Bool {
        for (count, byte) in body.prefix(maximumName + 1).enumerated() {
            if byte == UInt8(ascii: "=") {
                // `U-Boot=> ` is a prompt.
                return count > 0 && (count + 1 == body.count || body[count + 1] != UInt8(ascii: ">"))
            }
            guard byte.isLetter || byte.isDigit || "_-.+#@,:/%[]".utf8.contains(byte) else { return false }
        }
        return false
    }
}
