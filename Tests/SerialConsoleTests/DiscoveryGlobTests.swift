// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Testing

@testable import SerialConsole

@Suite struct DiscoveryGlobTests {
    @Test(arguments: [
        ("", ""), ("*", ""), ("*", "anything"), ("a", "a"), ("?", "é"), ("A5*", "A50285BI"), ("*BI", "A50285BI"),
        ("*02*B*", "A50285BI"), ("**", "x"), ("a*a", "aa"), ("*ab*ab", "ababab"), ("[abc]", "b"), ("[a-c]x", "cx"),
        ("[!a-c]", "d"), ("[^a]", "b"), ("[]]", "]"), ("[!]]", "a"), ("[*]", "*"), ("[a-]", "-"), ("[", "["),
        ("a[b", "a[b"), ("[]", "[]"), ("x[0-9][0-9]", "x42"),
    ])
    func `a pattern fits`(pattern: String, text: String) {
        #expect(GlobPattern(pattern).matches(text))
    }

    @Test(arguments: [
        ("", "a"), ("a", ""), ("?", ""), ("?", "ab"), ("a", "b"), ("A5*", "B5"), ("a*a", "a"), ("*ab", "abc"),
        ("[abc]", "d"), ("[a-c]", "-"), ("[c-a]", "b"), ("[!a-c]", "b"), ("[*]", "x"), ("[]", "]"), ("a*b*c", "acb"),
    ])
    func `a pattern does not fit`(pattern: String, text: String) {
        #expect(!GlobPattern(pattern).matches(text))
    }

    @Test func `a sign in a path's pattern stands for no slash`() {
        #expect(GlobPattern.matches(path: "/dev/ttyUSB12", pattern: "/dev/ttyUSB*"))
        #expect(GlobPattern.matches(path: "/dev/serial/by-id/usb-a", pattern: "/dev/serial/*/usb-?"))
        #expect(!GlobPattern.matches(path: "/dev/serial/by-id/usb-a", pattern: "/dev/*"))
        #expect(!GlobPattern.matches(path: "/dev", pattern: "?dev"))
    }

    @Test func `only signs that are one make a pattern`() {
        for text in ["*", "a?", "x[0-9]"] { #expect(GlobPattern.isPattern(text)) }
        for text in ["", "/dev/ttyUSB0", "a[b", "]", "[]"] { #expect(!GlobPattern.isPattern(text)) }
    }

    /// A matcher that tries every way would need more steps than there are atoms.
    @Test(.timeLimit(.minutes(1))) func `many stars do not blow up`() {
        let pattern = GlobPattern(String(repeating: "a*", count: 1_000) + "b")
        #expect(!pattern.matches(String(repeating: "a", count: 5_000)))
        #expect(pattern.matches(String(repeating: "a", count: 5_000) + "b"))
    }
}
