// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import Testing

@testable import ConsoleService

struct StreamPlacesTests {
    private static func time(_ second: Int64) -> Timestamp { Timestamp(nanoseconds: second * 1_000_000_000) }

    @Test func `a line has the time and the place of its first byte`() {
        var places = StreamPlaces()
        places.take(5, endsLine: true, at: Self.time(1))
        places.take(3, endsLine: false, at: Self.time(2))
        places.take(4, endsLine: true, at: Self.time(3))
        #expect(
            places.place(of: 1) == StreamPlaces.Place(bytes: 0..<5, time: Self.time(1)) || places.place(of: 1) == nil)
        #expect(places.place(of: 2) == StreamPlaces.Place(bytes: 5..<12, time: Self.time(2)))
        #expect(places.lineNumber == 3)
        #expect(places.place(of: 3) == nil)
    }

    @Test func `places of lines that were noted stay, and move with the stream`() {
        var places = StreamPlaces(position: -100)
        places.take(10, endsLine: true, at: Self.time(1))
        places.note(1)
        places.take(20, endsLine: true, at: Self.time(2))
        places.move(to: 0)
        #expect(places.position == 0)
        #expect(places.bytes(of: [1, 2]) == -30..<0)
        places.beginBoot()
        #expect(places.bytes(of: [1]) == nil)
    }

    @Test func `skipped bytes belong to no line that had not begun`() {
        var places = StreamPlaces()
        places.skip(7)
        places.take(2, endsLine: false, at: Self.time(1))
        places.skip(5)
        places.take(1, endsLine: true, at: Self.time(2))
        #expect(places.place(of: 1)?.bytes == 7..<15)
    }

    @Test func `a boot of a million lines keeps no more places than it may`() {
        var places = StreamPlaces()
        for line in 1...100_000 {
            places.take(1, endsLine: true, at: Self.time(1))
            places.note(line)
        }
        #expect((1...100_000).count { places.place(of: $0) != nil } <= 1_025)
    }
}
