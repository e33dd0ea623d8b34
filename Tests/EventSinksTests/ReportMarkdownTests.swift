// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Testing

@testable import BootLog
@testable import EventSinks

struct ReportMarkdownTests {
    @Test func `the founding case reads like this`() {
        let style = Style(width: 72, unicode: false)
        let text = MarkdownReport(style: style).render(ReportSample.foundingCase.collector, name: "founding.log")
        #expect(
            text == """
                ## RECOVERY: The board went into recovery: the loader refused the image

                `founding.log:5, in the boot loader while verifying`

                - **memory**: `256 MiB`
                - **flash**: `SPI NAND · 128 MiB`
                - **loader**: `U-Boot 2013.07`
                - **course**: boot loader (line 1) -> **fault while verifying** (line 5) -> recovery (line 7)

                ### The loader refused the image

                **error** `verify.signature`, very likely (90 %); in partition recovery (mtd2), at 0x00240000

                ```text
                5 | Verifying signature...
                6 | !!!! Recovery image verify failed repack !!!!
                ```

                | Share | Cause | Because |
                | ---: | --- | --- |
                | 62 % | Image changed after signing (`image.modified`) | the message itself speaks of a repacked image<br>against: a bad block lies inside recovery |
                | 31 % | Worn or damaged flash (`flash.worn`) | a bad block lies inside recovery |
                | &lt;1 % | Image too old (`image.rollback`) |  |
                | 3 % | Table wrong (`layout.wrong`) |  |

                **Next steps**

                1. **[read-only]** At the loader prompt: `nand bad`<br>Shows bad blocks
                2. **[writes]** Set the clock
                3. **[DESTROYS DATA]** Write an authentic image<br>What is in recovery is lost

                **Follows from it**

                - **warning** The device opens a recovery shell `boot.recovery`, line 7

                ### Flash spi0.0, 128 MiB

                kernel, lines 10-14

                | mtd | Name | Start | End | Size | Marks |
                | ---: | --- | --- | --- | ---: | --- |
                | 0 | `bootloader` | 0x00000000 | 0x00100000 | 1 MiB |  |
                | 1 | `env` | 0x00100000 | 0x00120000 | 128 KiB |  |
                | 2 | `recovery` | 0x00120000 | 0x01120000 | 16 MiB | **diagnosed**, 1 bad block |
                | 3 | `kernel` | 0x01120000 | 0x01920000 | 8 MiB |  |
                | 4 | `rootfs` | 0x01920000 | 0x08000000 | 102.8 MiB |  |

                ```text
                +-+-+----+----+------------------------------------------------------+
                |0|1|2###|3   |rootfs                                                |
                +-+-+----+----+------------------------------------------------------+
                     x
                     ^ 0x00240000
                0                                                              128 MiB
                # partition of the diagnosis
                x 1 bad block
                ```

                ### Also noticed

                - **notice** 1 bad block is listed `flash.bad-block`, line 19

                """)
    }

    @Test(arguments: [
        ("plain words, 12 %", "plain words, 12 %"),
        ("run `nand bad` now", "run `nand bad` now"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("[click](javascript:x)", "\\[click\\](javascript:x)"),
        ("![img](x)", "!\\[img\\](x)"),
        ("**bold** _it_ flash_erase", "\\*\\*bold\\*\\* \\_it\\_ flash_erase"),
        ("ping @team and #12", "ping `@team` and `#12`"),
        ("see https://evil.example now", "see `https://evil.example` now"),
        ("an odd ` tick", "an odd `` ` `` tick"),
        ("a|b", "a\\|b"),
        ("# heading", "`#` heading"),
        ("- item", "\\- item"),
        ("1. item", "1\\. item"),
        ("&lt; \u{1B}[31m", "&amp;lt; \\\\x1b\\[31m"),
    ])
    func `prose cannot become markup`(text: String, expected: String) {
        #expect(MarkdownText.prose(text) == expected)
    }

    @Test(arguments: [
        ("mtd2", "`mtd2`"),
        ("a`b", "``a`b``"),
        ("`a``", "``` `a`` ```"),
        ("", ""),
    ])
    func `a code span cannot be ended from within`(text: String, expected: String) {
        #expect(MarkdownText.code(text) == expected)
    }

    @Test func `a bar in a table's code is escaped`() {
        #expect(MarkdownText.prose("run `dmesg | grep x`", inTable: true) == "run `dmesg \\| grep x`")
        #expect(MarkdownText.code("a|b", inTable: true) == "`a\\|b`")
    }

    @Test func `a fence is longer than any run of backticks within`() {
        #expect(MarkdownText.block(["a", "````", "b\nc"]) == "`````text\na\n````\nb\\x0ac\n`````\n")
    }

    @Test func `hostile text neither hides nor becomes HTML`() {
        let text = MarkdownReport().render(ReportTextTests.hostile, name: "\u{1B}[2J`<img>`@all.log")
        var isFenced = false
        for line in text.split(separator: "\n") {
            #expect(String(line).isVisible, "\(line)")
            if line.hasPrefix("```") { isFenced.toggle() }
            guard !isFenced else { continue }
            let outside = Self.withoutCode(String(line)).split(separator: "<br>").joined()
            #expect(!outside.contains("<"), "\(line)")
            #expect(!outside.contains("@"), "\(line)")
        }
        #expect(!isFenced)
    }

    /// A line without its code spans, as CommonMark finds them.
    private static func withoutCode(_ line: String) -> String {
        var result = ""
        var rest = line[...]
        while let tick = rest.firstIndex(of: "`") {
            result += rest[..<tick]
            let run = rest[tick...].prefix { $0 == "`" }
            let after = rest[run.endIndex...]
            var search = after
            var end: Substring?
            while let next = search.firstIndex(of: "`") {
                let closing = search[next...].prefix { $0 == "`" }
                search = search[closing.endIndex...]
                if closing.count == run.count, !result.hasSuffix("\\") {
                    end = search
                    break
                }
            }
            rest = end ?? after
        }
        return result + rest
    }
}
