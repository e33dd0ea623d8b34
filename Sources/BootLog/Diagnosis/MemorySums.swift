// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Sums over a range of memory that a loader showed (`crc32 82000000 400000`), compared with one another.
///
/// Two sums over one range say something only where its content should be the same: nothing that writes was typed in
/// between, or what was typed last is the same load again.
struct MemorySums: Sendable {
    /// Two sums over the same content.
    struct Comparison: Sendable, Hashable {
        var lines: [Int]
        var areEqual: Bool
        /// Whether the content was loaded anew between them.
        var isReloaded: Bool
        /// What they were.
        var values: String
    }

    private struct Sum: Sendable {
        var range: String
        var source: String
        var writes: Int
        var value: String
        var line: Int
    }

    private static let maximumSums = 32
    /// Commands that leave memory as it is.
    private static let readers: Set<Substring> = [
        "crc32", "md5sum", "sha1sum", "sha256sum", "hash", "md", "md.b", "md.w", "md.l", "cmp", "cmp.b", "cmp.w",
        "cmp.l",
        "iminfo", "imi", "printenv", "print", "help", "?", "version", "bdinfo", "coninfo", "sleep", "echo",
    ]

    /// The comparison that tells most: a difference before an equality, the first before later ones.
    private(set) var comparison: Comparison?
    private var sums: [Sum] = []
    /// The last command that may have written to memory.
    private var source = ""
    /// Counts such commands.
    private var writes = 0

    /// Memory is no longer what it was; what is loaded by the same command again should be.
    mutating func beginBoot() {
        sums.removeAll { $0.source.isEmpty }
        source = ""
        writes += 1
    }

    /// Takes what was typed at a prompt.
    mutating func add(command: String) {
        let isReader = !command.contains(";") && Self.readers.contains(command.prefix { $0 != " " })
        guard !isReader else { return }
        source = command
        writes += 1
    }

    /// Takes a sum, where the finding holds one.
    mutating func add(_ finding: Finding) {
        guard let value = finding.field("sum"), let start = finding.field("start"), let end = finding.field("end")
        else {
            return
        }
        // Sums of several kinds over one range differ in their length.
        let range = "\(start)-\(end)/\(value.utf8.count)"
        if let before = sums.last(where: { $0.range == range && $0.source == source }) {
            let areEqual = before.value == value
            let isReloaded = before.writes != writes
            let new = Comparison(
                lines: [before.line, finding.line], areEqual: areEqual, isReloaded: isReloaded,
                values: areEqual ? value : "\(before.value), then \(value)")
            if comparison == nil || comparison?.areEqual == true && !areEqual { comparison = new }
        }
        if sums.count == Self.maximumSums { sums.removeFirst() }
        sums.append(Sum(range: range, source: source, writes: writes, value: value, line: finding.line))
    }
}
