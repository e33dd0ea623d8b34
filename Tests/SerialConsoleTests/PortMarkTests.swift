// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import TestSupport
import Testing

@testable import SerialConsole

/// The marks of PARMRK, and what they stand for.
@Suite struct PortMarkTests {
    private func decoded(_ portions: [[UInt8]], judge: MarkJudge = MarkJudge(hasParity: false)) -> ConsoleChunk {
        var decoder = MarkDecoder()
        var chunk = ConsoleChunk(time: Timestamp(nanoseconds: 0))
        for portion in portions { decoder.decode(portion.span, into: &chunk, judge: judge) }
        return chunk
    }

    private static let table: [(raw: [UInt8], bytes: [UInt8], errors: [LineError])] = [
        ([], [], []),
        ([0x41, 0x00, 0x42], [0x41, 0x00, 0x42], []),
        ([0xFF, 0xFF], [0xFF], []),
        ([0x41, 0xFF, 0xFF, 0xFF, 0xFF, 0x42], [0x41, 0xFF, 0xFF, 0x42], []),
        ([0x41, 0xFF, 0x00, 0x7E, 0x42], [0x41, 0x7E, 0x42], [LineError(.framing, at: 1)]),
        ([0x41, 0xFF, 0x00, 0x00, 0x42], [0x41, 0x42], [LineError(.break, at: 1)]),
        ([0xFF, 0x00, 0x00], [], [LineError(.break, at: 0)]),
        ([0xFF, 0x00, 0xFF], [0xFF], [LineError(.framing, at: 0)]),
        ([0xFF, 0x00, 0xFF, 0x41], [0xFF, 0x41], [LineError(.framing, at: 0)]),
        (
            [0xFF, 0x00, 0x00, 0xFF, 0x00, 0x80, 0xFF, 0xFF], [0x80, 0xFF],
            [LineError(.break, at: 0), LineError(.framing, at: 0)]
        ),
        // No mark of the kernel's.
        ([0xFF, 0x41], [0xFF, 0x41], []),
        // The rest has not come yet.
        ([0x41, 0xFF], [0x41], []),
        ([0x41, 0xFF, 0x00], [0x41], []),
    ]

    @Test(arguments: table)
    func `a mark becomes an error in its place`(raw: [UInt8], bytes: [UInt8], errors: [LineError]) {
        let chunk = decoded([raw])
        #expect(chunk.bytes == bytes)
        #expect(chunk.errors == errors)
    }

    @Test(arguments: table)
    func `every split gives the same`(raw: [UInt8], bytes: [UInt8], errors: [LineError]) {
        for first in 0...raw.count {
            for second in first...raw.count {
                let chunk = decoded([Array(raw[..<first]), Array(raw[first..<second]), Array(raw[second...])])
                #expect(chunk.bytes == bytes)
                #expect(chunk.errors == errors)
            }
        }
    }

    @Test func `what the kernel would make of any stream is taken back, in any portions`() {
        var random = SplitMix64(seed: 20)
        for _ in 0..<300 {
            var raw: [UInt8] = []
            var bytes: [UInt8] = []
            var errors: [LineError] = []
            for _ in 0..<Int.random(in: 0..<200, using: &random) {
                // Many of the bytes that matter.
                let byte = random.chance(40) ? random.pick([0x00, 0xFF]) : random.bytes(1)[0]
                if random.chance(20) {
                    raw += [0xFF, 0x00, byte]
                    errors.append(LineError(byte == 0 ? .break : .framing, at: bytes.count))
                    if byte != 0 { bytes.append(byte) }
                } else {
                    raw += byte == 0xFF ? [0xFF, 0xFF] : [byte]
                    bytes.append(byte)
                }
            }
            var portions: [[UInt8]] = []
            var rest = raw[...]
            while !rest.isEmpty {
                let count = Int.random(in: 1...9, using: &random)
                portions.append(Array(rest.prefix(count)))
                rest = rest.dropFirst(count)
            }
            let chunk = decoded(portions)
            #expect(chunk.bytes == bytes)
            #expect(chunk.errors == errors)
        }
    }

    @Test func `any bytes at all are taken, and split alike`() {
        var random = SplitMix64(seed: 21)
        for _ in 0..<300 {
            let raw = random.bytes(64).map { $0 < 0x60 ? 0xFF : $0 < 0x90 ? 0x00 : $0 }
            #expect(decoded([raw]) == decoded(raw.map { [$0] }))
        }
    }

    // MARK: - What a mark stands for

    private func counters(framing: Int = 0, parity: Int = 0, breaks: Int = 0) -> LineCounters {
        var counters = LineCounters()
        counters.framing = framing
        counters.parity = parity
        counters.breaks = breaks
        return counters
    }

    private func kind(
        of byte: UInt8, hasParity: Bool, _ counted: LineCounters...
    ) -> LineError.Kind {
        var judge = MarkJudge(hasParity: hasParity)
        for counted in counted { judge.receive(counted) }
        return judge.kind(ofMarked: byte)
    }

    @Test func `a marked NUL is a break unless only errors were counted`() {
        #expect(kind(of: 0, hasParity: false) == .break)
        #expect(kind(of: 0, hasParity: false, counters(breaks: 1)) == .break)
        #expect(kind(of: 0, hasParity: false, counters(framing: 1, breaks: 1)) == .break)
        #expect(kind(of: 0, hasParity: false, counters(framing: 1)) == .framing)
        #expect(kind(of: 0, hasParity: true, counters(parity: 1)) == .parity)
    }

    @Test func `what is counted one read ahead of its mark still counts, and no longer`() {
        #expect(kind(of: 0, hasParity: false, counters(breaks: 1), counters(framing: 1)) == .break)
        #expect(kind(of: 0, hasParity: false, counters(breaks: 1), counters(), counters(framing: 1)) == .framing)
    }

    @Test func `without a parity bit no error is one of parity`() {
        #expect(kind(of: 0x41, hasParity: false) == .framing)
        #expect(kind(of: 0x41, hasParity: false, counters(parity: 1)) == .framing)
    }

    @Test func `with a parity bit the counters tell, or nothing does`() {
        #expect(kind(of: 0x41, hasParity: true) == .framingOrParity)
        #expect(kind(of: 0x41, hasParity: true, counters(parity: 1)) == .parity)
        #expect(kind(of: 0x41, hasParity: true, counters(framing: 1)) == .framing)
        #expect(kind(of: 0x41, hasParity: true, counters(framing: 1, parity: 1)) == .framingOrParity)
    }

    @Test func `a NUL with an error is a byte`() {
        var judge = MarkJudge(hasParity: false)
        judge.receive(counters(framing: 1))
        let chunk = decoded([[0x41, 0xFF, 0x00, 0x00, 0x42]], judge: judge)
        #expect(chunk.bytes == [0x41, 0x00, 0x42])
        #expect(chunk.errors == [LineError(.framing, at: 1)])
    }
}
