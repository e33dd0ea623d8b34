// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Testing

@testable import BootLog
@testable import WatchScreen

/// The time before a line, as tio writes it.
@Suite struct TimestampFormatTests {
    /// 2026-01-31T09:56:41.123456789Z.
    private let time = Timestamp(nanoseconds: 1_769_853_401_123_456_789)

    @Test(
        arguments: [
            (.timeOfDay, "[11:56:41.123] "), (.sinceStart, "[01:01:01.001] "), (.sinceLine, "[00:00:02.000] "),
            (.iso8601, "[2026-01-31T11:56:41.123] "), (.epoch, "[1769853401.123] "),
            (.epochMicroseconds, "[1769853401.123456] "),
        ] as [(TimestampFormat, String)])
    func `each format`(format: TimestampFormat, text: String) {
        #expect(
            format.text(
                of: time, since: time.advanced(byNanoseconds: -3_661_001_000_000),
                previous: time.advanced(byNanoseconds: -2_000_000_000), utcOffset: 7_200) == text)
    }

    @Test func `the names are tio's`() {
        #expect(
            TimestampFormat.allCases.map(\.rawValue) == [
                "24hour", "24hour-start", "24hour-delta", "iso8601", "epoch", "epoch-usec",
            ])
    }

    @Test func `a key goes through them and ends with none`() {
        var seen: [TimestampFormat] = []
        var format: TimestampFormat? = .timeOfDay
        while let present = format {
            seen.append(present)
            format = present.next
        }
        #expect(seen == TimestampFormat.allCases)
    }

    @Test func `no moment and no offset is too far`() {
        for format in TimestampFormat.allCases {
            for moment in [Int64.min, -1, 0, Int64.max] {
                for offset in [Int.min, 0, Int.max] {
                    let text = format.text(
                        of: Timestamp(nanoseconds: moment), since: Timestamp(nanoseconds: .max),
                        previous: Timestamp(nanoseconds: .min), utcOffset: offset)
                    #expect(text.hasPrefix("[") && text.hasSuffix("] "))
                }
            }
        }
    }
}
