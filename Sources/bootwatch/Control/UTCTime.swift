// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc

/// Moments as the service writes them: RFC 3339 in UTC.
enum UTCTime {
    /// Seconds since the Unix epoch; nil for what is no such time.
    static func seconds(_ text: String) -> Int? {
        // 2026-11-21T19:24:08.123456Z
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes.last == UInt8(ascii: "Z") else { return nil }
        for (place, mark) in [(4, "-"), (7, "-"), (10, "T"), (13, ":"), (16, ":")] {
            guard bytes[place] == mark.utf8.first else { return nil }
        }
        let number = { (range: Range<Int>) in Int32(String(decoding: bytes[range], as: UTF8.self)) }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19)
        else { return nil }
        var parts = tm()
        (parts.tm_year, parts.tm_mon, parts.tm_mday) = (year - 1_900, month - 1, day)
        (parts.tm_hour, parts.tm_min, parts.tm_sec) = (hour, minute, second)
        return timegm(&parts)
    }

    /// How long ago, in the unit that matters: `8 s`, `3 min`, `2 h`, `5 d`.
    static func age(_ seconds: Int) -> String {
        switch max(seconds, 0) {
        case let seconds where seconds < 120: "\(seconds) s"
        case let seconds where seconds < 120 * 60: "\(seconds / 60) min"
        case let seconds where seconds < 48 * 3_600: "\(seconds / 3_600) h"
        case let seconds: "\(seconds / 86_400) d"
        }
    }
}
