// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// A line as the table readers see it.
struct TableLine: Sendable {
    /// 1-based, in the capture.
    let number: Int
    /// What was printed after time stamps and prefixes; tabs and runs of blanks are kept, blanks at the end are not.
    let text: [UInt8]
    /// Whether the kernel's stamp stood before it: such a line never goes on from the one above.
    let hasKernelStamp: Bool

    init(number: Int, text: [UInt8], hasKernelStamp: Bool = false) {
        self.number = number
        self.text = text
        self.hasKernelStamp = hasKernelStamp
    }

    init(_ line: ConsoleLine) {
        number = line.number
        var end = line.text.count
        let start = min(max(line.prefix.length, 0), end)
        while end > start, line.text[end - 1].isBlank { end -= 1 }
        text = Array(line.text[start..<end])
        hasKernelStamp = line.prefix.kernelMicroseconds != nil
    }

    var isBlank: Bool { text.allSatisfy(\.isBlank) }

    var scanner: ByteScanner { ByteScanner(text, end: text.count) }

    func contains(_ word: StaticString) -> Bool { scanner.position(of: word) != nil }
}
