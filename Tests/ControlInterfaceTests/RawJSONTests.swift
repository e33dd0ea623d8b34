// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import TestSupport
import Testing

@testable import ControlInterface

/// Values that are found and left as they are written.
@Suite struct RawJSONTests {
    private func json(_ text: String) -> RawJSON { RawJSON(Array(text.utf8)) }

    private func text(_ json: RawJSON?) -> String? { json.map { String(decoding: $0.text, as: UTF8.self) } }

    @Test(arguments: [
        (#"{"a":1,"b":{"c":[1,2,{"d":"}"}]},"e":2}"#, #"{"c":[1,2,{"d":"}"}]}"#),
        (#" { "a" : "b" , "b" : "a\"]}" } "#, #""a\"]}""#),
        (#"{"b":-1.5e3}"#, "-1.5e3"),
        (#"{"b":[]}"#, "[]"),
        (#"{"b":true,"b":false}"#, "true"),
        (#"{"a":"\"b\":1","b":"\\"}"#, #""\\""#),
    ])
    func `a member keeps its text`(object: String, value: String) {
        #expect(text(json(object).member("b")) == value)
    }

    @Test(arguments: [
        "", "{}", "[]", "null", #"{"b":null}"#, #"{"a":{"b":1}}"#, #"{"a":"b"}"#, "{", #"{"b""#, #"{"b":"x"#,
    ])
    func `what is not there is not found`(object: String) {
        #expect(text(json(object).member("b")) == nil)
    }

    @Test func `elements come in their order`() {
        #expect(
            json(#"[{"a":[1]}, "x,y", 3 ,[],null]"#).elements.map(text) == [
                #"{"a":[1]}"#, #""x,y""#, "3", "[]", "null",
            ])
        #expect(json("[]").elements.isEmpty)
        #expect(json("{}").elements.isEmpty)
    }

    @Test func `a plain string is read, and one with escapes is not`() {
        #expect(json(#""flash.worn""#).plainString == "flash.worn")
        #expect(json(#""a\nb""#).plainString == nil)
        #expect(json("1").plainString == nil)
        #expect(json("\"").plainString == nil)
    }

    @Test func `hostile text gives anything but a trap`() {
        var random = SplitMix64(seed: 1)
        let alphabet = Array(#"{}[]",:\ ab1"#.utf8)
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0..<24, using: &random)).map { _ in
                alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
            }
            let json = RawJSON(bytes)
            for element in json.elements { _ = element.member("a") }
            _ = json.member("a")?.elements
            _ = json.plainString
        }
    }
}
