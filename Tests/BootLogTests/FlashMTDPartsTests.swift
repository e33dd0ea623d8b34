// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Testing

@testable import BootLog

@Suite struct FlashMTDPartsTests {
    @Test func `offsets follow from the sizes before them`() throws {
        let sample = FlashTableSample(
            "Kernel command line: console=ttyS0 mtdparts=spi0.0:256k(boot)ro,64K(env),0x1F0000(kernel)lk,-(rest) rw",
            .mtdparts)
        #expect(
            sample.rows == [["boot 0x0 0x40000", "env 0x40000 0x10000", "kernel 0x50000 0x1f0000", "rest 0x240000 ?"]])
        let layout = try #require(sample.layouts.first)
        #expect(layout.origin == .mtdparts)
        #expect(layout.device == "spi0.0")
        #expect(layout.partitions.map(\.flags) == [["ro"], [], ["lk"], []])
    }

    @Test func `an offset moves the ones after it and an unnamed partition has an empty name`() {
        let sample = FlashTableSample("mtdparts=nor:1m,512k@0x300000(cfg),64k,8192k@0(all)", .mtdparts)
        #expect(sample.rows == [[" 0x0 0x100000", "cfg 0x300000 0x80000", " 0x380000 0x10000", "all 0x0 0x800000"]])
    }

    @Test func `what follows a rest without an offset of its own has none`() {
        let sample = FlashTableSample("mtdparts=n:1m(a),-(b),1m(c),1m@5m(d)", .mtdparts)
        #expect(sample.rows == [["a 0x0 0x100000", "b 0x100000 ?", "c ? 0x100000", "d 0x500000 0x100000"]])
    }

    @Test func `a leading zero is octal as in C`() {
        #expect(FlashTableSample("mtdparts=n:010k(a)", .mtdparts).rows == [["a 0x0 0x2000"]])
    }

    @Test func `several devices give several layouts`() {
        let sample = FlashTableSample("mtdparts=nor0:256k(u-boot),-(env);nand0:4m(kernel),-(ubi) quiet", .mtdparts)
        #expect(sample.layouts.map(\.device) == ["nor0", "nand0"])
    }

    @Test func `a device name may hold colons`() {
        let sample = FlashTableSample("mtdparts=1c05000.spi:flash@0:1m(boot:a)", .mtdparts)
        #expect(sample.layouts.first?.device == "1c05000.spi:flash@0")
        #expect(sample.rows == [["boot:a 0x0 0x100000"]])
    }

    @Test(arguments: [
        "mtdparts=mtdparts=nand0:1m(a),-(b)", "mtdparts: mtdparts=nand0:1m(a),-(b)", "mtdparts: nand0:1m(a),-(b)",
        "=> setenv mtdparts 'nand0:1m(a),-(b)'", "bootargs=root=/dev/x \"mtdparts=nand0:1m(a),-(b)\" rw",
        "tmp:console=x mtdparts=nand0:1m(a),-(b)!",
    ])
    func `a specification is found in every dress`(line: String) {
        let sample = FlashTableSample(line, .mtdparts)
        #expect(sample.rows == [["a 0x0 0x100000", "b 0x100000 ?"]])
        #expect(sample.layouts.first?.device == "nand0")
    }

    @Test func `the same specification printed again is no second layout, another one is`() {
        let sample = FlashTableSample(
            """
            mtdparts=nand0:1m(a)
            bootargs=mtdparts=nand0:1m(a) rw
            Kernel command line: mtdparts=nand0:2m(a) rw
            """, .mtdparts, at: nil)
        #expect(sample.rows == [["a 0x0 0x100000"], ["a 0x0 0x200000"]])
    }

    @Test(arguments: [
        "mtdparts=spi0.0:128k(boot),64k(env),2048k(ker|nel),-(rootfs) rw",
        "mtdparts=spi0.0:128k(boot),64k(env),20|48k(kernel),-(rootfs)",
        "mtdparts=spi0.0:128k(boot),64k(env)|,2048k(kernel),-(rootfs)",
        "mtdparts=spi0.0:128k(boot),64k(env),2048k|(kernel),-(rootfs)",
        "mtdparts=spi|0.0:128k(boot),64k(env),2048k(kernel),-(rootfs) x",
        "mtdparts=|spi0.0:128k(boot),64k(env),2048k(kernel),-(rootfs)",
        "mtdparts=spi0.0:128k(boot),|64k(env),204|8k(kernel),-(ro|otfs) quiet",
    ])
    func `a specification that a terminal wrapped is put together`(text: String) {
        let lines = text.split(separator: "|").joined(separator: "\n") + "\nnext line, of something else"
        #expect(
            FlashTableSample(lines, .mtdparts).rows == [
                ["boot 0x0 0x20000", "env 0x20000 0x10000", "kernel 0x30000 0x200000", "rootfs 0x230000 ?"]
            ])
    }

    @Test func `a specification at the line's end does not swallow the next line`() {
        let sample = FlashTableSample(
            """
            mtdparts=spi0.0:128k(boot),-(fs)
            64 bytes of something
            """, .mtdparts)
        #expect(sample.rows == [["boot 0x0 0x20000", "fs 0x20000 ?"]])
    }

    @Test func `a name that is cut off for good is left out`() {
        let sample = FlashTableSample(
            """
            Kernel command line: mtdparts=spi0.0:128k(boot),64k(conf
            [    0.000000] Dentry cache hash table entries: 8192 (order: 3)
            """, .mtdparts)
        #expect(sample.rows == [["boot 0x0 0x20000"]])
    }

    @Test(arguments: [
        "mtdparts=<mtd-def>[;<mtd-def>...]", "mtdparts=${mtdparts_default}",
        "mtdparts variable not set, see 'help mtdparts'",
        "mtdparts: <NULL>", "=> mtdparts add nand0 0x07f00000@0x00100000 rootfs", "mtdparts=", "mtdparts=nand0:",
        "mtdparts=:1m(a)",
        "mtdparts=nand0:64kB(a)", "mtdparts=nand0:0xZZ(a)", "mtdparts=nand0:99999999999999999999m(a)",
    ])
    func `help texts, variables and nonsense are no specification`(line: String) {
        #expect(FlashTableSample(line, .mtdparts).layouts.isEmpty)
    }

    @Test func `blkdevparts is a disk's table in the same words`() {
        let sample = FlashTableSample("bootargs=blkdevparts=mmcblk0:1M(boot),8M(kernel),-(data) rw", .mtdparts)
        #expect(sample.layouts.first?.origin == .gpt)
        #expect(sample.rows == [["boot 0x0 0x100000", "kernel 0x100000 0x800000", "data 0x900000 ?"]])
    }

    @Test func `Rockchip's own NAND device counts in sectors`() {
        let sample = FlashTableSample("mtdparts=rk29xxnand:0x2000@0x2000(misc),-@0x4000(user)", .mtdparts)
        #expect(sample.rows == [["misc 0x400000 0x400000", "user 0x800000 ?"]])
    }
}
