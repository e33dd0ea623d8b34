// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// A `0x000000000000-0x000000040000 : "u-boot"` of the kernel's partition list; the end is exclusive.
///
/// Linux drivers/mtd/mtdpart.c; 12 digits since 2.6.30, 8 before. U-Boot carries the same code and prints the same.
struct KernelPartitionRow: Sendable, Hashable {
    var start: UInt64
    var end: UInt64
    var name: String

    var size: UInt64 { end - start }

    /// What was found in a line.
    enum Match {
        case row(KernelPartitionRow, end: Int)
        /// The line ends within a row that begins at this index; the name so far, if it has come that far.
        case cut(at: Int, KernelPartitionRow?)
    }

    /// Finds the next row in a line; it may stand behind other text, for messages share lines.
    ///
    /// - Parameters:
    ///   - scanner: where to look; moved behind a whole row.
    ///   - allowsBareName: take a name without quotes too, when the row begins the line: only a list that was announced
    ///     makes sure that it is no memory map.
    /// - Returns: nil when the line holds no more rows.
    static func next(in scanner: inout ByteScanner, allowsBareName: Bool) -> Match? {
        while let position = scanner.position(of: "0x") {
            scanner.index = position
            if let match = match(scanner, at: position, allowsBareName: allowsBareName) {
                if case .row(_, let end) = match { scanner.index = end }
                return match
            }
            scanner.index = position + 2
        }
        return nil
    }

    private static func match(_ scanner: ByteScanner, at position: Int, allowsBareName: Bool) -> Match? {
        var scanner = scanner
        scanner.index = position
        let startDigits = position + 2
        guard let start = scanner.takePrefixedHex() else {
            return scanner.end == position + 2 ? .cut(at: position, nil) : nil
        }
        let width = scanner.index - startDigits
        if scanner.isAtEnd { return .cut(at: position, nil) }
        guard width >= 8, width <= 16, scanner.take(UInt8(ascii: "-")) else { return nil }
        if scanner.isAtEnd { return .cut(at: position, nil) }
        guard scanner.take("0x") else {
            return scanner.end - scanner.index == 1 && scanner.next == UInt8(ascii: "0") ? .cut(at: position, nil) : nil
        }
        if scanner.isAtEnd { return .cut(at: position, nil) }
        guard let end = scanner.takeHexDigits() else { return nil }
        if scanner.isAtEnd { return .cut(at: position, nil) }
        scanner.skipBlanks()
        guard scanner.take(UInt8(ascii: ":")), end >= start else { return nil }
        scanner.skipBlanks()
        if scanner.isAtEnd { return .cut(at: position, nil) }
        if let name = takeName(&scanner) {
            return .row(KernelPartitionRow(start: start, end: end, name: name), end: scanner.index)
        }
        if scanner.next == UInt8(ascii: "\"") {
            scanner.index += 1
            return .cut(at: position, KernelPartitionRow(start: start, end: end, name: scanner.rest))
        }
        guard allowsBareName, position == 0, let name = scanner.takeWordString() else { return nil }
        return .row(KernelPartitionRow(start: start, end: end, name: name), end: scanner.index)
    }

    /// The quoted name; web pages have put typographic quotes in the place of the plain ones.
    private static func takeName(_ scanner: inout ByteScanner) -> String? {
        if let name = scanner.takeQuotedKeepingBlanks() { return name }
        let start = scanner.index
        for quote in ["\u{201C}", "\u{201D}", "&quot;"] as [StaticString] where scanner.take(quote) {
            let nameStart = scanner.index
            for close in ["\u{201D}", "\u{201C}", "&quot;"] as [StaticString] {
                if let position = scanner.position(of: close) {
                    scanner.index = position + close.utf8CodeUnitCount
                    return scanner.string(nameStart..<position)
                }
            }
        }
        scanner.index = start
        return nil
    }
}
