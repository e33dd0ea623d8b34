// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Testing

@testable import ConsoleService

/// What may be said to a service manager, and how often.
@Suite struct NotificationTextTests {
    @Test(arguments: [
        ("rack3-1", "console.rack3-1"), ("a:b", "console.a%3Ab"), ("a%3Ab", "console.a%253Ab"), ("", "console."),
        ("a b\n", "console.a%20b%0A"), ("ü", "console.%C3%BC"), ("ttyUSB0", "console.ttyUSB0"),
    ])
    func `a console's name becomes one that a descriptor may have`(name: String, descriptor: String) {
        #expect(DescriptorName(console: name).text == descriptor)
    }

    @Test func `names that are too long stay different and the same in every life`() {
        let long = String(repeating: "x", count: 400)
        let name = DescriptorName(console: long + "1")
        #expect(name.text.utf8.count == 255)
        #expect(name == DescriptorName(console: long + "1"))
        #expect(name != DescriptorName(console: long + "2"))
        #expect(name.text.hasSuffix("%~681ae8de6f0a6487"))
    }

    @Test(arguments: [
        ("rack3: a panic", "rack3: a panic"), ("one\nREADY=1", "one READY=1"), ("\u{1B}[31mred\u{9B}m", " [31mred m"),
        ("ü → ✔", "ü → ✔"), ("a\u{202E}b\u{2028}c\0d", "a b c d"),
    ])
    func `a status is one line that is safe to show`(text: String, line: String) {
        #expect(NotificationText.line(text) == line)
    }

    @Test func `a status is cut at a character`() {
        let line = NotificationText.line(String(repeating: "→", count: 1_000))
        #expect(line == String(repeating: "→", count: 341))
    }

    // MARK: - The pace

    private static let second: Int64 = 1_000_000_000

    @Test func `the first status goes at once, the last one after a second`() {
        var pace = StatusPace()
        #expect(pace.deadline == nil)
        pace.offer("a")
        #expect(pace.take(at: 0) == "a")
        pace.offer("b")
        pace.offer("c")
        #expect(pace.deadline == Self.second)
        #expect(pace.take(at: Self.second - 1) == nil)
        #expect(pace.take(at: Self.second) == "c")
        #expect(pace.deadline == nil)
        #expect(pace.take(at: 5 * Self.second) == nil)
    }

    @Test func `what is known already is not told again`() {
        var pace = StatusPace()
        pace.offer("a")
        #expect(pace.take(at: 0) == "a")
        pace.offer("b")
        pace.offer("a")
        #expect(pace.deadline == nil)
        pace.offer("b")
        pace.note("c", at: 10)
        #expect(pace.deadline == nil, "a status that went with something else is newer")
        pace.offer("b")
        #expect(pace.deadline == 10 + Self.second)
    }
}
