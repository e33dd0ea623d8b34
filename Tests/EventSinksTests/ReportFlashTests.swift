// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Testing

@testable import BootLog
@testable import EventSinks

struct ReportFlashTests {
    private func partition(_ index: Int, _ name: String, _ offset: UInt64?, _ size: UInt64?) -> FlashLayout.Partition {
        FlashLayout.Partition(index: index, name: name, offset: offset, size: size, mtdNumber: index)
    }

    private func lines(_ picture: FlashPicture, columns: Int = 40) -> [String] {
        let drawing = FlashDrawing(picture, columns: columns, style: Style(unicode: false))
        return drawing?.lines.map { $0.pieces.map(\.text).joined() } ?? []
    }

    @Test func `what lies inside another partition is drawn on a row of its own, a gap in dots`() {
        let layout = FlashLayout(
            origin: .kernel,
            partitions: [
                partition(0, "boot", 0, 0x2_0000), partition(1, "firmware", 0x4_0000, 0xC_0000),
                partition(2, "kernel", 0x4_0000, 0x4_0000), partition(3, "rootfs", 0x8_0000, 0x8_0000),
            ], lines: 1...4)
        var picture = FlashPicture(layout: layout, splits: [], chipSize: nil)
        picture.markDiagnosed("rootfs")
        let isPlaced = picture.mark(LocatedBlock(offset: 0x5_0000, block: nil, partition: nil), eraseblockSize: nil)
        #expect(isPlaced)
        #expect(
            lines(picture) == [
                "+----+----+----------------------------+",
                "|boot|....|firmware                    |",
                "|         |kernel   |rootfs############|",
                "+---------+---------+------------------+",
                "             x",
                "                             ^ rootfs",
                "0                                  1 MiB",
            ])
        #expect(picture.parts.map(\.badBlockCount) == [0, 1, 1, 0])
    }

    @Test func `sizes without offsets are drawn one after the other, and it is said`() {
        let layout = FlashLayout(
            origin: .procMTD, partitions: [partition(0, "a", nil, 0x10_0000), partition(1, "b", nil, 0x30_0000)],
            lines: 1...2)
        let picture = FlashPicture(layout: layout, splits: [], chipSize: 0x40_0000)
        #expect(picture.parts.map(\.range) == [0..<0x10_0000, 0x10_0000..<0x40_0000])
        #expect(
            picture.notes == [
                "no offsets were printed: drawn one after the other, as their sizes, which fill the chip, suggest"
            ])
        #expect(FlashPicture(layout: layout, splits: [], chipSize: 0x20_0000).size == nil)
    }

    @Test func `sizes that tell of a partition within another are not drawn`() {
        let layout = FlashLayout(
            origin: .procMTD,
            partitions: [partition(0, "ALL", nil, 300), partition(1, "b", nil, 100), partition(2, "c", nil, 200)],
            lines: 1...3)
        let picture = FlashPicture(layout: layout, splits: [], chipSize: nil)
        #expect(lines(picture).isEmpty)
        #expect(picture.notes == ["no offsets were printed, so nothing can be drawn"])
    }

    @Test func `the same list printed twice is shown once`() {
        let names = ["boot", "env", "root"]
        let kernel = FlashLayout(
            origin: .kernel, device: "spi0.0",
            partitions: names.enumerated().map { partition($0, $1, UInt64($0) << 20, 1 << 20) }, lines: 1...3)
        let listed = FlashLayout(
            origin: .procMTD, partitions: names.enumerated().map { partition($0, $1, nil, 1 << 20) }, lines: 9...11)
        var diagnosis = ReportSample.diagnosis("d1", .fsMount, .error, "x", [(1, "x")])
        diagnosis.partition = "root"
        let atlas = FlashAtlas(layouts: [listed, kernel], concerned: [diagnosis], alsoSeen: [], sizes: [])
        #expect(atlas.pictures.map(\.device) == ["spi0.0"])
        #expect(FlashAtlas(layouts: [listed, kernel], concerned: [], alsoSeen: [], sizes: []).pictures.isEmpty)
    }

    @Test func `any partition list is drawn within its columns`() {
        var generator = SplitMix(state: 3)
        for round in 0..<200 {
            let partitions = (0..<(round % 50)).map { index in
                partition(
                    index, "p\(index)", generator.next() >> (UInt64(round) % 64),
                    generator.next() >> (UInt64(index) % 64))
            }
            var picture = FlashPicture(
                layout: FlashLayout(origin: .vendor, partitions: partitions, lines: 1...1), splits: [],
                chipSize: generator.next())
            picture.markDiagnosed("p3")
            for _ in 0..<10 {
                picture.point(at: generator.next() >> 30)
                _ = picture.mark(
                    LocatedBlock(offset: generator.next() >> 32, block: nil, partition: "p2"), eraseblockSize: nil)
            }
            for columns in [16, 37, 76] {
                #expect(lines(picture, columns: columns).allSatisfy { $0.utf8.count <= columns })
            }
        }
    }
}
