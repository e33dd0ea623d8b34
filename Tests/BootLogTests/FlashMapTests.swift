// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Testing

@testable import BootLog

@Suite struct FlashMapTests {
    private func partition(
        _ index: Int, _ name: String, _ offset: UInt64?, _ size: UInt64?, mtd: Int? = nil
    ) -> FlashLayout.Partition {
        FlashLayout.Partition(index: index, name: name, offset: offset, size: size, mtdNumber: mtd)
    }

    private func layout(
        _ origin: FlashLayout.Origin, _ device: String?, start: UInt64? = 0, isSplit: Bool = false,
        eraseblock: UInt64? = nil, _ partitions: FlashLayout.Partition...
    ) -> FlashLayout {
        FlashLayout(
            origin: origin, device: device, partitions: partitions, lines: 1...2, eraseblockSize: eraseblock,
            startOnChip: start, isSplit: isSplit)
    }

    private func layout(_ partitions: FlashLayout.Partition...) -> FlashLayout {
        FlashLayout(origin: .kernel, device: "spi0.0", partitions: partitions, lines: 1...2)
    }

    @Test func `the innermost of nested partitions holds a byte`() {
        var map = FlashMap()
        map.add(
            layout(
                partition(0, "all", 0, 0x100_0000), partition(1, "boot", 0, 0x10_0000),
                partition(2, "fs", 0x10_0000, 0xF0_0000)))
        #expect(map.partition(containing: 0x20_0000, device: nil)?.name == "fs")
        #expect(map.partition(containing: 0x20_0000, device: "spi0.0")?.name == "fs")
        #expect(map.partition(containing: 0x20_0000, device: "never seen")?.name == "fs")
        #expect(map.partition(containing: 0x100_0000, device: nil) == nil)
    }

    @Test func `a split that counts from its partition is found by the chip's offset`() {
        var map = FlashMap()
        map.add(layout(partition(0, "boot", 0, 0x10_0000), partition(1, "firmware", 0x10_0000, 0xF0_0000)))
        map.add(
            layout(
                .kernel, "firmware", start: 0x10_0000, isSplit: true, partition(0, "kernel", 0, 0x20_0000),
                partition(1, "rootfs", 0x20_0000, 0xD0_0000)))
        #expect(map.partition(containing: 0x20_0000, device: nil)?.name == "kernel")
        #expect(map.partition(containing: 0x30_0000, device: nil)?.name == "rootfs")
        #expect(map.partition(containing: 0x20_0000, device: "firmware")?.name == "rootfs")
    }

    @Test func `an offset in a partition counts from its start`() {
        var map = FlashMap()
        map.add(layout(partition(0, "boot", 0, 0x10_0000, mtd: 0), partition(1, "ubi", 0x10_0000, 0x10_0000, mtd: 1)))
        #expect(map.partition(containing: 0x4000, device: "ubi")?.name == "ubi")
        #expect(map.partition(containing: 0x4000, device: "/dev/mtd1")?.name == "ubi")
        #expect(map.partition(containing: 0x4000, device: "mtdblock1")?.name == "ubi")
        #expect(map.partition(containing: 0x4000, device: "mtd1ro")?.name == "ubi")
        #expect(map.partition(containing: 0x20_0000, device: "mtd1") == nil)
    }

    @Test func `two chips with different partitions at an offset leave it open`() {
        var map = FlashMap()
        map.add(layout(partition(0, "nor", 0, 0x10_0000)))
        map.add(layout(.kernel, "nand0", partition(0, "nand", 0, 0x10_0000)))
        #expect(map.partition(containing: 0, device: nil) == nil)
        #expect(map.partition(containing: 0, device: "nand0")?.name == "nand")
    }

    @Test func `the kernel's list counts more than a boot loader's`() {
        var map = FlashMap()
        map.add(layout(partition(0, "new", 0, 0x10_0000)))
        map.add(layout(.mtdList, "nand0", partition(0, "old", 0, 0x10_0000)))
        #expect(map.partition(containing: 0, device: nil)?.name == "new")
    }

    @Test func `proc-mtd gets its offsets from a list with the same names and sizes`() {
        var map = FlashMap()
        map.add(
            layout(
                .procMTD, nil, partition(0, "a", nil, 0x1000, mtd: 0), partition(1, "b", nil, 0x3000, mtd: 1),
                partition(2, "x", nil, 0x777, mtd: 2)))
        #expect(map.partition(mtd: 1)?.offset == nil)
        map.add(layout(partition(0, "b", 0x8000, 0x3000), partition(1, "a", 0, 0x1000)))
        #expect(map.partition(mtd: 1)?.offset == 0x8000)
        #expect(map.partition(mtd: 2)?.offset == nil)
    }

    @Test func `proc-mtd that makes up a whole chip is summed`() {
        var map = FlashMap()
        map.add(
            layout(.procMTD, nil, partition(0, "a", nil, 0x4_0000, mtd: 0), partition(1, "b", nil, 0x3C_0000, mtd: 1)))
        #expect(map.partition(mtd: 1)?.offset == 0x4_0000)
        #expect(map.partition(containing: 0x5_0000, device: nil)?.name == "b")
        var other = FlashMap()
        other.add(
            layout(.procMTD, nil, partition(0, "a", nil, 0x4_0000, mtd: 0), partition(1, "b", nil, 0x3C_1000, mtd: 1)))
        #expect(other.partition(mtd: 1)?.offset == nil)
    }

    @Test func `bad blocks are found in their partition, also when they count from it`() {
        var map = FlashMap()
        map.add(
            layout(
                .kernel, "nand0", eraseblock: 0x2_0000, partition(0, "boot", 0, 0x10_0000),
                partition(1, "ubi", 0x10_0000, 0x70_0000)))
        map.add([
            BadBlock(offset: 0x12_0000, line: 1), BadBlock(offset: 0x2_0000, device: "ubi", line: 2),
            BadBlock(offset: 0x2_0000, device: "nand0", line: 3), BadBlock(block: 9, line: 4),
            BadBlock(offset: 0x12_0000, line: 5),
        ])
        #expect(map.badBlocks.count == 4)
        #expect(map.badBlocks(in: partition(1, "ubi", 0x10_0000, 0x70_0000)).map(\.line) == [1, 2, 4])
        #expect(map.partition(of: BadBlock(offset: 0x2_0000, device: "ubi", line: 2))?.name == "ubi")
    }

    @Test func `partial overlap is a conflict, nesting and touching are none`() {
        var map = FlashMap()
        let rows = [
            partition(0, "a", 0, 0x3000), partition(1, "b", 0x2000, 0x3000), partition(2, "in b", 0x2000, 0x1000),
            partition(3, "c", 0x5000, 0x1000),
        ]
        map.add(layout(rows[0], rows[1], rows[2], rows[3]))
        #expect(map.conflicts == [.overlap(rows[0], rows[1], device: "spi0.0")])
    }

    @Test func `a split beyond its partition and a partition beyond its chip are out of bounds`() {
        var map = FlashMap()
        let late = partition(2, "late", 0x80_0000, 0x10_0000)
        map.add(layout(partition(0, "fw", 0x1000, 0x1000), late))
        let long = partition(0, "kernel", 0, 0x1001)
        map.add(layout(.kernel, "fw", start: 0x1000, isSplit: true, long))
        map.noteSize(0x80_0000, ofDevice: "spi0.0")
        #expect(
            map.conflicts == [
                .outOfBounds(late, device: "spi0.0", limit: 0x80_0000), .outOfBounds(long, device: "fw", limit: 0x1000),
            ])
    }

    @Test func `two lists of one device that disagree are a conflict, an open size is none`() {
        var map = FlashMap()
        let kernel = layout(partition(0, "a", 0, 0x1000), partition(1, "b", 0x1000, 0x1000))
        map.add(kernel)
        map.add(layout(.mtdparts, "spi0.0", partition(0, "a", 0, 0x1000), partition(1, "b", 0x1000, nil)))
        #expect(map.conflicts.isEmpty)
        let other = layout(.mtdparts, "spi0.0", partition(0, "a", 0, 0x2000))
        map.add(other)
        #expect(map.conflicts.first == .differing(kernel, other))
    }

    @Test func `what is added beyond the limits is counted`() {
        var map = FlashMap()
        for number in 0..<100 { map.add(layout(partition(0, "p\(number)", 0, 1))) }
        map.add((0..<9_000).map { BadBlock(offset: UInt64($0), line: 1) })
        map.add(layout(partition(0, "p0", 0, 1)))
        #expect(map.layouts.count == 64)
        #expect(map.droppedLayoutCount == 36)
        #expect(map.badBlocks.count == 8_192)
        #expect(map.droppedBadBlockCount == 808)
    }

    @Test func `offsets at the end of the number range do not trap`() {
        var map = FlashMap()
        map.add(layout(partition(0, "a", .max, .max), partition(1, "b", 1, .max), partition(2, "c", .max - 1, 1)))
        map.add(layout(.kernel, "c", start: .max, isSplit: true, partition(0, "d", 5, 5)))
        map.add([BadBlock(block: .max, device: "c", line: 1), BadBlock(offset: .max, device: "c", line: 1)])
        #expect(map.partition(containing: .max, device: "c") == nil)
        #expect(map.partition(containing: .max, device: nil) == nil)
        #expect(map.badBlocks(in: partition(2, "c", .max - 1, 1)).isEmpty)
        _ = map.conflicts
    }
}
