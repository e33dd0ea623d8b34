// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Testing

@Suite struct SampleIndexTests {
    /// The part of `INDEX.md` that speaks of a folder.
    private static func section(on folder: Substring) throws -> Substring {
        let index = String(decoding: try SampleFolder.read("INDEX.md"), as: UTF8.self)
        guard let start = index.firstRange(of: "\n## \(folder)/")?.upperBound else { return "" }
        return index[start...].prefix(upTo: index[start...].firstRange(of: "\n## ")?.lowerBound ?? index.endIndex)
    }

    @Test(arguments: SampleLog.all)
    func `the index says where a log came from`(log: SampleLog) throws {
        let parts = log.name.dropLast(".log".count).split(separator: "/")
        #expect(parts.count == 2)
        let section = try Self.section(on: parts.first ?? "")
        #expect(section.contains("`\(parts.last ?? "")`"))
    }

    @Test func `there are at least 25 logs`() {
        #expect(SampleLog.all.count >= 25)
    }
}
