// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import TestSupport
import Testing

@testable import BootLog

/// Sums that somebody asks for at a loader's prompt, twice over the same range.
@Suite struct MemorySumTests {
    private static let loader = "U-Boot 2016.03 (Jan 10 2018 - 18:46:34 +0000)\n\nDRAM:  128 MiB\n"
    private static let load = "=> tftpboot 82000000 fw.bin\nBytes transferred = 4194368 (400040 hex)\n"
    private static let refusal = """
        => bootm 82000000
        ## Booting kernel from Legacy Image at 82000000 ...
           Image Name:   Linux-4.14
           Verifying Checksum ... Bad Data CRC
        ERROR: can't get kernel image!
        =>

        """

    private static func sum(_ value: String, range: String = "82000000 ... 823fffff") -> String {
        "=> crc32 82000000 400000\ncrc32 for \(range) ==> \(value)\n"
    }

    private func causes(_ typed: String) throws -> Diagnosis {
        try #require(Analysis(Self.loader + typed + Self.refusal).diagnosis(.verifyChecksum))
    }

    @Test func `two sums over untouched memory that differ are memory`() throws {
        let diagnosis = try causes(Self.load + Self.sum("5d2e91c4") + "=> md 82000000 4\n" + Self.sum("5d2e91c5"))
        #expect(diagnosis.rank(of: "memory.fault") == 1)
        #expect(
            diagnosis.causes.first?.because.first
                == "the same memory gave two sums with nothing written in between (lines 7, 10: 5d2e91c4, then 5d2e91c5)"
        )
    }

    @Test func `one load that gives two sums is memory or the transfer`() throws {
        let diagnosis = try causes(Self.load + Self.sum("5d2e91c4") + Self.load + Self.sum("5d2e91c5"))
        #expect(diagnosis.rank(of: "memory.fault") == 1)
        #expect(diagnosis.share(of: "transfer.incomplete") > diagnosis.share(of: "image.corrupt"))
    }

    @Test func `one load that gives the same sum twice speaks against both`() throws {
        let once = try causes(Self.load + Self.sum("5d2e91c4"))
        let twice = try causes(Self.load + Self.sum("5d2e91c4") + Self.load + Self.sum("5d2e91c4"))
        for cause in ["memory.fault", "transfer.incomplete"] {
            #expect(twice.share(of: cause) < once.share(of: cause))
        }
        #expect(twice.share(of: "image.corrupt") > once.share(of: "image.corrupt"))
    }

    @Test(arguments: [
        load + sum("5d2e91c4") + "=> tftpboot 82000000 other.bin\n" + sum("5d2e91c5"),
        load + sum("5d2e91c4") + "=> mw.b 82000000 ff 10\n" + sum("5d2e91c5"),
        load + sum("5d2e91c4") + "=> md 82000000 4; mw 82000000 0\n" + sum("5d2e91c5"),
        load + sum("5d2e91c4") + sum("5d2e91c5", range: "82000000 ... 823ffffe"),
        sum("5d2e91c4") + "=> reset\nresetting ...\n\n" + loader + sum("5d2e91c5"),
    ])
    func `sums over what may have changed say nothing`(typed: String) throws {
        let causes = try #require(Analysis(Self.loader + typed + Self.refusal).diagnoses.last).causes
        #expect(!causes.contains { $0.because.contains { $0.contains("two sums") || $0.contains("same sum") } })
    }

    @Test func `a sum that is not the one asked for is a mismatch`() throws {
        let log =
            Self.loader + "=> crc32 -v 82000000 400000 11d3a76e\n"
            + "crc32 for 82000000 ... 823fffff ==> 5d2e91c4 != 11d3a76e ** ERROR **\n"
        let diagnosis = try #require(Analysis(log).diagnosis(.verifyChecksum))
        #expect(
            diagnosis.summary == "The memory from 0x82000000 to 0x823fffff has the sum 0x5d2e91c4 instead of 0x11d3a76e"
        )
    }

    @Test func `thousands of sums are bounded`() {
        var sums = MemorySums()
        for number in 0..<10_000 {
            let fields = ["start": "\(number)", "end": "1", "sum": "2"].map {
                Finding.Field(name: $0.key, value: $0.value)
            }
            sums.add(
                Finding(
                    rule: "r", code: .verifyChecksum, severity: .info, line: number, text: "", fields: fields,
                    quality: .clean))
            sums.add(command: "load \(number)")
        }
        #expect(sums.comparison == nil)
    }
}
