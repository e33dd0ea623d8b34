// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import TestSupport
import Testing

@testable import BootLog

/// A hunt on a port whose board sends what the test says.
private struct HuntedPort {
    var hunt = SpeedHunt()
    var actions: [SpeedHunt.Action] = []
    var random = SplitMix64(seed: 11)
    var received = 0
    private var milliseconds: Int64 = 0

    var time: Timestamp { Timestamp(nanoseconds: milliseconds * 1_000_000) }

    /// Sends text at a speed until the hunt has settled, or characters have been received.
    mutating func hear(
        _ text: [UInt8], at speed: Int, upTo limit: Int = 8_192, withErrors: Bool = true, whileHunting: Bool = true
    ) {
        let end = received + limit
        while received < end, !(whileHunting && hunt.isSettled) {
            let start = Int.random(in: text.indices, using: &random)
            let line = UARTLine(sentAt: speed, readAt: hunt.baudRate)
            let heard = line.receive(Array(text[start...] + text[..<start]), count: 32, random: &random)
            received += heard.bytes.count
            let read = withErrors ? heard.asRead : (heard.bytes, [])
            take(read.0, read.1)
        }
    }

    mutating func take(_ bytes: [UInt8], _ errors: [LineError] = []) {
        milliseconds += 5
        actions += hunt.receive(bytes.span, errors: errors, at: time)
    }

    mutating func rest(milliseconds: Int64) {
        self.milliseconds += milliseconds
        actions += hunt.advance(to: time)
    }
}

@Suite struct SpeedHuntTests {
    private static let text = SpeedFinderTests.text

    @Test func `text at the first speed is found within a line and nothing is set`() {
        var port = HuntedPort()
        port.take(Array("U-Boot SPL 2020.01\r\n".utf8))
        #expect(port.actions == [.found(115_200, .eightNone)])
    }

    @Test(arguments: BaudRate.usual, [true, false])
    func `every usual speed is found`(speed: Int, withErrors: Bool) {
        var port = HuntedPort()
        port.hear(Self.text, at: speed, withErrors: withErrors)
        #expect(port.actions.last == .found(speed, .eightNone))
        #expect(port.hunt.baudRate == speed)
        // Each step takes about fifty characters.
        #expect(port.received <= 1_200)
    }

    @Test(arguments: [9_600, 57_600, 460_800, 1_500_000])
    func `a speed that the bytes tell is listened at next`(speed: Int) {
        var port = HuntedPort()
        port.hear(Self.text, at: speed)
        #expect(port.actions.first == .listen(speed))
    }

    @Test func `another framing is found, too`() {
        var hunt = SpeedHunt()
        var line = UARTLine(sentAt: 115_200, readAt: 115_200)
        line.dataBits = 7
        line.parity = .even
        var random = SplitMix64(seed: 5)
        let heard = line.receive(Self.text, count: 200, random: &random)
        let actions = hunt.receive(heard.bytes.span, at: Timestamp(nanoseconds: 0))
        #expect(actions == [.found(115_200, .sevenEven)])
    }

    @Test func `a glitch when the board is switched on is no reason to move`() {
        var port = HuntedPort()
        port.take([0xFF, 0xFE, 0x00, 0xF8, 0x80])
        #expect(port.hunt.deadline == nil)
        port.rest(milliseconds: 60_000)
        port.take(Array("U-Boot 2020.01\r\nDRAM:  512 MiB\r\n".utf8))
        #expect(port.actions == [.found(115_200, .eightNone)])
    }

    @Test func `a silent board is waited for, without a deadline`() {
        var port = HuntedPort()
        #expect(port.hunt.deadline == nil)
        port.rest(milliseconds: 3_600_000)
        #expect(port.actions == [])
    }

    @Test func `a board that said a little and fell silent is judged by that`() throws {
        var port = HuntedPort()
        port.hear(Self.text, at: 9_600, upTo: 32)
        #expect(port.actions == [])
        let deadline = try #require(port.hunt.deadline)
        #expect(deadline == port.time.advanced(byNanoseconds: SpeedHunt.patience))
        port.rest(milliseconds: 1_999)
        #expect(port.actions == [])
        port.rest(milliseconds: 1)
        #expect(port.actions == [.listen(9_600)])
        #expect(port.hunt.deadline == nil)
    }

    @Test func `a kernel at another speed than the loader is found again`() {
        var port = HuntedPort()
        port.hear(Array(BootText.loader.utf8), at: 115_200)
        #expect(port.actions == [.found(115_200, .eightNone)])
        port.hear(Self.text, at: 1_500_000, upTo: 2_000, whileHunting: false)
        #expect(port.actions.dropFirst() == [.listen(1_500_000), .found(1_500_000, .eightNone)])
        // And the next boot's loader.
        port.hear(Self.text, at: 115_200, upTo: 2_000, whileHunting: false)
        #expect(port.actions.suffix(2) == [.listen(115_200), .found(115_200, .eightNone)])
    }

    @Test func `binary data at a speed that was found is no reason to leave it`() {
        var port = HuntedPort()
        port.take(Self.text)
        for _ in 0..<20 { port.take(port.random.bytes(512)) }
        #expect(port.actions == [.found(115_200, .eightNone), .cannotTell(115_200)])
        #expect(port.hunt.isSettled)
        port.take(Self.text)
        #expect(port.hunt.baudRate == 115_200)
    }

    @Test func `noise is listened to at every speed once, and then the port rests at the common one`() {
        var port = HuntedPort()
        while port.received < 40_000, port.actions.last != .cannotTell(115_200) {
            port.received += 64
            port.take(port.random.bytes(64))
        }
        let listened = port.actions.compactMap { if case .listen(let speed) = $0 { speed } else { nil } }
        #expect(Set(listened) == Set(BaudRate.usual))
        #expect(listened.count == BaudRate.usual.count)
        #expect(port.actions.last == .cannotTell(115_200))
        let count = port.actions.count
        for _ in 0..<50 { port.take(port.random.bytes(64)) }
        #expect(port.actions.count == count)
    }

    @Test func `a board that was not told is hunted anew when it was silent and speaks again`() {
        var port = HuntedPort()
        while port.actions.last != .cannotTell(115_200), port.received < 40_000 {
            port.received += 64
            port.take(port.random.bytes(64))
        }
        port.rest(milliseconds: 6_000)
        port.actions = []
        port.hear(Self.text, at: 57_600)
        #expect(port.actions.last == .found(57_600, .eightNone))
    }

    @Test(arguments: [1, 3, 17])
    func `any split of the same bytes gives the same actions`(size: Int) {
        var random = SplitMix64(seed: 2)
        let heard = UARTLine(sentAt: 38_400, readAt: 115_200).receive(Self.text, count: 60, random: &random).asRead
        func actions(inPortionsOf size: Int) -> [SpeedHunt.Action] {
            var hunt = SpeedHunt()
            var actions: [SpeedHunt.Action] = []
            for portion in Portions(heard.bytes, heard.errors, size: size).portions where actions.isEmpty {
                actions += hunt.receive(portion.bytes.span, errors: portion.errors, at: Timestamp(nanoseconds: 0))
            }
            return actions
        }
        #expect(actions(inPortionsOf: 4_096) == [.listen(38_400)])
        #expect(actions(inPortionsOf: size) == [.listen(38_400)])
    }

    @Test func `errors at hostile places are borne`() {
        var hunt = SpeedHunt()
        let errors = [-5, .max, 0, 3, .min].map { LineError(.break, at: $0) }
        let bytes: [UInt8] = [1, 2]
        let nothing: [UInt8] = []
        let first = hunt.receive(bytes.span, errors: errors, at: Timestamp(nanoseconds: .max))
        let second = hunt.receive(nothing.span, errors: errors, at: Timestamp(nanoseconds: .min))
        #expect(first == [])
        #expect(second == [])
        _ = hunt.advance(to: Timestamp(nanoseconds: .max))
    }
}
