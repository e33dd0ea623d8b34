// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// The command that a hex dump stands under.
struct HexDumpCommand: Sendable, Hashable {
    /// What was dumped: a device, a file, a memory address; nil when the command does not say.
    var source: String?
    /// Whether memory was dumped, in words of the CPU (U-Boot's `md`).
    var isMemory = false
    /// The flash address of U-Boot's `nand dump`, whose rows have none.
    var page: UInt64?

    /// Finds a command in a line, behind a prompt or alone.
    init?(_ line: TableLine) {
        var scanner = line.scanner
        // `Page 00140000 dump:` is printed by the command, and tells more than the command does.
        if scanner.skip(past: "Page "), let page = scanner.takeHexDigits(), scanner.take(" dump:") {
            self.page = page
            return
        }
        scanner = line.scanner
        let words = scanner.words.map { scanner.string($0) }
        guard let index = words.firstIndex(where: { Self.isTool($0) }) else { return nil }
        isMemory = words[index] == "md" || words[index].hasPrefix("md.")
        if isMemory {
            source = index + 1 < words.count ? words[index + 1] : nil
            return
        }
        // In a pipe the device stands with another command: `dd if=/dev/mtd2 | hexdump -C`.
        if let word = words.first(where: { $0.hasPrefix("/dev/") || $0.hasPrefix("if=") }) {
            source = word.hasPrefix("if=") ? String(word.dropFirst(3)) : word
            return
        }
        let arguments = words[(index + 1)...].prefix { $0 != "|" && $0 != ">" }
        source = arguments.last {
            !$0.hasPrefix("-") && $0.utf8.contains { $0.isLetter } && $0.utf8.first?.isDigit == false
        }
    }

    private static func isTool(_ word: String) -> Bool {
        switch word {
        case "hexdump", "hd", "xxd", "od", "nanddump", "md", "md.b", "md.w", "md.l", "md.q": true
        default: word.hasSuffix("/hexdump") || word.hasSuffix("/xxd") || word.hasSuffix("/nanddump")
        }
    }
}
