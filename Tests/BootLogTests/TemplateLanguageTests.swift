// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Testing

@testable import BootLog

/// A template, a body, and what the template takes of it.
struct TemplateSample: Sendable, CustomTestStringConvertible {
    let template: String
    let body: String
    /// The captures' texts in order; nil when the template must not match.
    let captures: [String]?

    init(_ template: String, _ body: String, _ captures: [String]?) {
        self.template = template
        self.body = body
        self.captures = captures
    }

    var testDescription: String { "\(template) ~ \(body)" }

    /// What the matcher takes.
    func taken() throws -> [String]? {
        let bytes = Array(body.utf8)
        var captures: [Range<Int>] = []
        guard try TemplateMatcher(Template(template)).firstMatch(in: bytes.span, captures: &captures) != nil else {
            return nil
        }
        return captures.map { String(decoding: bytes[$0], as: UTF8.self) }
    }
}

@Suite struct TemplateLanguageTests {
    static let decimals = [
        TemplateSample("block {n:dec} bad", "block 97 bad", ["97"]),
        TemplateSample("block {n:dec}", "block 97x", ["97"]),
        TemplateSample("block {n:dec}", "block x97", nil),
        TemplateSample("block {n:dec}", "block -97", nil),
        TemplateSample("block {n:dec}", "block ", nil),
        TemplateSample(
            "block {n:dec}", "block " + String(repeating: "9", count: 32), [String(repeating: "9", count: 32)]),
        TemplateSample("block {n:dec}", "block " + String(repeating: "9", count: 33), nil),
        TemplateSample("{n:dec} bytes", "read 12 bytes", ["12"]),
        TemplateSample("block {n:dec}, {m:dec}", "block 1, 2", ["1", "2"]),
        TemplateSample("block {n:dec}{u:word} end", "block 12ab end", ["12", "ab"]),
    ]

    @Test(arguments: decimals)
    func `dec takes the longest run of decimal digits`(sample: TemplateSample) throws {
        #expect(try sample.taken() == sample.captures)
    }

    static let hexadecimals = [
        TemplateSample("off {o:hex}", "off 0x00a40000", ["0x00a40000"]),
        TemplateSample("off {o:hex}", "off 00A40000", ["00A40000"]),
        TemplateSample("off {o:hex}", "off 0XfF", ["0XfF"]),
        TemplateSample("off {o:hex}, ", "off ff, x", ["ff"]),
        TemplateSample("off {o:hex}", "off 0xzz", ["0"]),
        TemplateSample("off {o:hex}", "off 0x", ["0"]),
        TemplateSample("off {o:hex}", "off zz", nil),
        TemplateSample("off 0x{o:hex}-", "off 0x12ab-", ["12ab"]),
    ]

    @Test(arguments: hexadecimals)
    func `hex takes the longest run of hexadecimal digits with or without 0x`(sample: TemplateSample) throws {
        #expect(try sample.taken() == sample.captures)
    }

    static let integers = [
        TemplateSample("error {e:int}", "error -74", ["-74"]),
        TemplateSample("error {e:int}", "error +5", ["+5"]),
        TemplateSample("error {e:int}", "error 0x1F", ["0x1F"]),
        TemplateSample("error {e:int}", "error -0x10", ["-0x10"]),
        TemplateSample("error {e:int}", "error 12ab", ["12"]),
        TemplateSample("error {e:int}", "error ab", nil),
        TemplateSample("error {e:int}", "error -", nil),
        TemplateSample("error {e:int}", "error --1", nil),
    ]

    @Test(arguments: integers)
    func `int takes a sign and then decimal digits or 0x and hexadecimal ones`(sample: TemplateSample) throws {
        #expect(try sample.taken() == sample.captures)
    }

    static let sizes = [
        TemplateSample("size {s:size} of", "size 2.2 MB of", ["2.2 MB"]),
        TemplateSample("size {s:size}", "size 128 KiB", ["128 KiB"]),
        TemplateSample("size {s:size}", "size 128KiB", ["128KiB"]),
        TemplateSample("size {s:size}", "size 64 bytes", ["64 bytes"]),
        TemplateSample("size {s:size}", "size 1 byte", ["1 byte"]),
        TemplateSample("size {s:size}", "size 64k", ["64k"]),
        TemplateSample("size {s:size},", "size 3.5 GiB, x", ["3.5 GiB"]),
        TemplateSample("size {s:size}", "size 64", nil),
        TemplateSample("size {s:size}", "size 64 blocks", nil),
        TemplateSample("size {s:size}", "size 64 kittens", nil),
        TemplateSample("size {s:size}", "size MB", nil),
        TemplateSample("size {s:size}", "size .5 MB", nil),
    ]

    @Test(arguments: sizes)
    func `size takes a number with a unit`(sample: TemplateSample) throws {
        #expect(try sample.taken() == sample.captures)
    }

    static let words = [
        TemplateSample("file {f:word} missing", "file /boot/zImage missing", ["/boot/zImage"]),
        TemplateSample("file {f:word}", "file a.b,c", ["a.b,c"]),
        TemplateSample("file {f:word}:{l:dec}", "file a:b:12", nil),
        TemplateSample("file {f:word}:{l:dec}", "file b:12", ["b", "12"]),
        TemplateSample("file {f:word}: ", "file a:b: x", ["a:b"]),
        TemplateSample("file {f:word} end", "file a b end", nil),
        TemplateSample("file {f:word}", "file ", nil),
        TemplateSample("file {f:word}x", "file x", nil),
        TemplateSample(
            "file {f:word}", "file " + String(repeating: "a", count: 256), [String(repeating: "a", count: 256)]),
        TemplateSample("file {f:word}", "file " + String(repeating: "a", count: 257), nil),
    ]

    @Test(arguments: words)
    func `word takes the shortest run without a blank up to what follows`(sample: TemplateSample) throws {
        #expect(try sample.taken() == sample.captures)
    }

    static let quotations = [
        TemplateSample("volume {v:quoted}", "volume \"root fs\"", ["root fs"]),
        TemplateSample("volume {v:quoted}", "volume 'a'", ["a"]),
        TemplateSample("volume {v:quoted} not", "volume \"it's\" not", ["it's"]),
        TemplateSample("volume {v:quoted}", "volume \"\"", [""]),
        TemplateSample("volume {v:quoted}", "volume \"open", nil),
        TemplateSample("volume {v:quoted}", "volume \"mixed'", nil),
        TemplateSample("volume {v:quoted}", "volume plain", nil),
    ]

    @Test(arguments: quotations)
    func `quoted takes the text between marks of one kind`(sample: TemplateSample) throws {
        #expect(try sample.taken() == sample.captures)
    }

    static let addresses = [
        TemplateSample("from {a:ipv4}", "from 192.168.1.1", ["192.168.1.1"]),
        TemplateSample("from {a:ipv4};", "from 10.0.0.255; our", ["10.0.0.255"]),
        TemplateSample("from {a:ipv4}", "from 192.168.1", nil),
        TemplateSample("from {a:ipv4}", "from 1921.168.1.1", nil),
        TemplateSample("from {a:ipv4}", "from 1.2.3.x", nil),
    ]

    @Test(arguments: addresses)
    func `ipv4 takes four numbers with dots`(sample: TemplateSample) throws {
        #expect(try sample.taken() == sample.captures)
    }

    static let texts = [
        TemplateSample("error: {t:text} at 0x{o:hex}", "error: no magic at all at 0x10", ["no magic at all", "10"]),
        TemplateSample("error: {t:text}", "error: all the rest", ["all the rest"]),
        TemplateSample("error: {t:text}", "error: ", nil),
        TemplateSample("error: {t:text}x", "error: x", nil),
        TemplateSample("{t:text} failed", "load of the image failed", ["load of the image"]),
        TemplateSample("{t} failed", "load failed", ["load"]),
        TemplateSample("abc {t:text}, b {u:text}", "abc 1, b 2, b 3", ["1", "2, b 3"]),
        TemplateSample("key {t:text}.", "key a.b.c", ["a"]),
    ]

    @Test(arguments: texts)
    func `text takes the shortest run of anything up to what follows`(sample: TemplateSample) throws {
        #expect(try sample.taken() == sample.captures)
    }

    static let rests = [
        TemplateSample("args: {r:rest}", "args: a b c", ["a b c"]),
        TemplateSample("args:{r:rest}", "args:", [""]),
        TemplateSample("args:{r:rest}$", "args: x", [" x"]),
    ]

    @Test(arguments: rests)
    func `rest takes everything up to the end of the line`(sample: TemplateSample) throws {
        #expect(try sample.taken() == sample.captures)
    }

    static let skips = [
        TemplateSample("begin {_} end", "begin of the end", []),
        TemplateSample("begin{_}end", "beginend", []),
        TemplateSample("begin{_}", "begin", []),
        TemplateSample("begin {_} end", "begin end", nil),
        TemplateSample("begin {_:dec} end {n:dec}", "begin 1 end 2", ["2"]),
        TemplateSample("begin {_:dec} end", "begin x end", nil),
        TemplateSample("begin {_}{n:dec} end", "begin ab 12 end", ["12"]),
        TemplateSample("begin {_:word} end", "begin a end", []),
        TemplateSample("{_}begin", "the begin", []),
    ]

    @Test(arguments: skips)
    func `an underscore takes and keeps nothing`(sample: TemplateSample) throws {
        #expect(try sample.taken() == sample.captures)
    }

    // MARK: - Anchors, braces, spaces

    static let anchors = [
        TemplateSample("^abc", "abcd", []), TemplateSample("^abc", "xabc", nil), TemplateSample("abc$", "xabc", []),
        TemplateSample("abc$", "abcd", nil), TemplateSample("^abc$", "abc", []), TemplateSample("^abc$", "abcabc", nil),
        TemplateSample("abc$", "abc abc", []), TemplateSample("abc {n:dec}$", "abc 1 abc 2", ["2"]),
        TemplateSample("^ abc ", "abc x", []), TemplateSample(" abc $", "x abc", []),
        TemplateSample("a^bc$d", "a^bc$d", []), TemplateSample("^^abc", "^abc", []),
        TemplateSample("^{n:dec} bytes$", "12 bytes", ["12"]), TemplateSample("^{n:dec} bytes$", "x 12 bytes", nil),
    ]

    @Test(arguments: anchors)
    func `anchors hold a template at the ends of the body`(sample: TemplateSample) throws {
        #expect(try sample.taken() == sample.captures)
    }

    static let braces = [
        TemplateSample("map {{", "map {", []), TemplateSample("map {{x}", "map {x}", []),
        TemplateSample("end }", "end }", []), TemplateSample("{{{n:dec}} end", "{12} end", ["12"]),
    ]

    @Test(arguments: braces)
    func `two opening braces are one, a closing brace is itself`(sample: TemplateSample) throws {
        #expect(try sample.taken() == sample.captures)
    }

    @Test(arguments: ["a  b   c", "a\tb\t c", "a b c"])
    func `a run of blanks in a template is one space`(source: String) throws {
        #expect(try Template(source).elements == [.literal(Array("a b c".utf8))])
    }

    @Test(arguments: ["Bad  block\tat", "   Bad block   at   ", "[    1.234567] Bad block at 3"])
    func `one space of a template stands for the blanks of a line`(line: String) throws {
        let body = try #require(LineReading(line + "\n").lines.first).body
        var captures: [Range<Int>] = []
        #expect(try TemplateMatcher(Template("Bad block at")).firstMatch(in: body.span, captures: &captures) != nil)
    }

    @Test func `a template keeps its source and the names and types of its captures`() throws {
        let template = try Template("^read {n:dec} of {_:word} from {place:hex}$")
        #expect(template.source == "^read {n:dec} of {_:word} from {place:hex}$")
        #expect(template.captures.map(\.name) == ["n", "place"])
        #expect(template.captures.map(\.type) == [.dec, .hex])
        #expect(template.isAnchoredAtStart)
        #expect(template.isAnchoredAtEnd)
    }

    @Test func `the leftmost place is the one that is found`() throws {
        let body = Array("abc 1, abc 2".utf8)
        var captures: [Range<Int>] = []
        let range = try TemplateMatcher(Template("abc {n:dec}")).firstMatch(in: body.span, captures: &captures)
        #expect(range == 0..<5)
        #expect(captures == [4..<5])
    }
}
