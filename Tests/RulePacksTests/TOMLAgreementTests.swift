// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import TOMLKit
import Testing

@testable import RulePacks

/// The scanner must read what TOMLKit reads: TOMLKit is the judge of the language.
@Suite struct TOMLAgreementTests {
    /// A value without its place.
    private indirect enum Value: Equatable {
        case string(String)
        case number(Double)
        case array([Value])
        case table([String: Value])
        case other(String)
    }

    private static func value(_ value: any TOMLValueConvertible) -> Value {
        if let string = value.string { return .string(string) }
        if let number = value.double { return .number(number) }
        if let number = value.int { return .number(Double(number)) }
        if let array = value.array { return .array((0..<array.count).map { Self.value(array[$0]) }) }
        if let table = value.table { return Self.table(table) }
        if let truth = value.bool { return .other("\(truth)") }
        return .other(value.debugDescription)
    }

    private static func table(_ table: TOMLTable) -> Value {
        .table(Dictionary(uniqueKeysWithValues: table.keys.compactMap { key in table[key].map { (key, value($0)) } }))
    }

    private static func value(_ value: RulePacks.TOMLValue, _ bytes: [UInt8]) throws -> Value {
        switch value.kind {
        case .basicString, .literalString, .multilineBasicString, .multilineLiteralString:
            return .string(try #require(TOMLString.decode(value, in: bytes)))
        case .array:
            var elements: [Value] = []
            var scanner = TOMLScanner(bytes, range: value.content)
            while let element = try scanner.element() { elements.append(try Self.value(element, bytes)) }
            return .array(elements)
        case .inlineTable:
            var members: [String: Value] = [:]
            var scanner = TOMLScanner(bytes, range: value.content)
            while let (key, element) = try scanner.pair() {
                members[String(decoding: bytes[key], as: UTF8.self)] = try Self.value(element, bytes)
            }
            return .table(members)
        case .scalar:
            let text = String(decoding: bytes[value.range], as: UTF8.self)
            return Double(text).map { .number($0) } ?? .other(text)
        }
    }

    /// The tables of a text by header, each a list.
    private static func scanned(_ source: PackSource) throws -> [String: [Value]] {
        let document = try TOMLDocument(source)
        var result: [String: [Value]] = [:]
        for table in document.tables {
            var members: [String: Value] = [:]
            for pair in document.pairs[table.pairs] {
                members[document.text(pair.key)] = try value(pair.value, document.bytes)
            }
            result[table.header, default: []].append(.table(members))
        }
        return result
    }

    private static func parsed(_ source: PackSource) throws -> [String: [Value]] {
        let root = try TOMLTable(string: String(decoding: source.bytes, as: UTF8.self))
        var result: [String: [Value]] = [:]
        var plain: [String: Value] = [:]
        for key in root.keys {
            guard let member = root[key] else { continue }
            if let array = member.array, array.count > 0, array[0].table != nil {
                result[key] = (0..<array.count).map { value(array[$0]) }
            } else {
                plain[key] = value(member)
            }
        }
        result[""] = [.table(plain)]
        return result
    }

    @Test(arguments: EmbeddedPacks.rulePacks + EmbeddedPacks.knowledge)
    func `a shipped file is TOML, and the scanner reads it as TOMLKit does`(source: PackSource) throws {
        let scanned = try Self.scanned(source.untrusted)
        let parsed = try Self.parsed(source)
        #expect(Set(scanned.keys) == Set(parsed.keys))
        for (header, tables) in parsed { #expect(scanned[header] == tables) }
    }

    static let texts = [
        "",
        "# nothing\n",
        "a = 1",
        "a = \"x\" # why\n\n  b='y' \t# z\r\nc = [ ]\n",
        #"a = "\" \\ \t \n \u00e4 \U0001F600 ] # =""#,
        "a = '\\ \" # ]'",
        "a = \"\"\"\nfirst\n  second \\\n     third \"quoted\" \"\"two\"\" \"\"\"\"\"\n",
        "a = '''\r\none\\n\n''two'''''\n",
        "a = [1, 2.5, -3, +4, 1e3, -0.25, inf]",
        "a = [\n  \"one\", # first\n  'two',\n\n  [\"three\", []],\n]",
        "a = { x = 1, \"y z\" = \"[\", 'w' = { v = [1, 2] } }\nb = {}",
        "\"quoted key\" = 1\n'other' = 2\n",
        "a = true\nb = false\n",
        "[[t]]\na = 1\n[[t]]\n[[ t ]]\na = 2\nb = [ { c = 1 } ]\n",
    ]

    @Test(arguments: texts) func `every form of TOML that packs may use is read alike`(text: String) throws {
        let source = PackSource(file: "test.toml", text: text)
        let scanned = try Self.scanned(source)
        let parsed = try Self.parsed(source)
        for (header, tables) in parsed { #expect(scanned[header] == tables) }
    }

    @Test func `a shipped text cut at any byte is refused or read, and never trapped over`() throws {
        let source = try #require(EmbeddedPacks.knowledge.last)
        for length in stride(from: 0, to: source.bytes.count, by: 997) {
            let cut = PackSource(file: "cut.toml", bytes: Array(source.bytes[..<length]), isTrusted: true)
            guard let document = try? TOMLDocument(cut) else { continue }
            for pair in document.pairs { _ = TOMLString.decode(pair.value, in: document.bytes) }
        }
    }

    @Test func `random bytes are refused or read, and never trapped over`() {
        var random = SystemRandomNumberGenerator()
        let alphabet = Array("\"'[]{}=#,\\\n\r\t .aZ09_-ue".utf8)
        for _ in 0..<3_000 {
            let bytes = (0..<Int.random(in: 0..<40, using: &random)).compactMap { _ in
                alphabet.randomElement(using: &random)
            }
            let source = PackSource(file: "random.toml", bytes: bytes, isTrusted: true)
            _ = try? RulePack(source)
            _ = try? Knowledge([source])
        }
    }
}
