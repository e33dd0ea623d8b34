// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import RulePacks
import Testing

@Suite struct SpellingTests {
    static let known = ["match", "stages", "stage", "severity", "summary", "verify.checksum", "verify.signature"]

    @Test(arguments: [
        ("mtch", "match"), ("macth", "match"), ("stgae", "stage"), ("stagess", "stages"), ("serverity", "severity"),
        ("verify.checksums", "verify.checksum"), ("verify.sig", nil), ("x", nil), ("", nil),
    ])
    func `the nearest known name is guessed, when it is near`(name: String, guess: String?) {
        #expect(Spelling.nearest(to: name, in: Self.known) == guess)
    }
}
