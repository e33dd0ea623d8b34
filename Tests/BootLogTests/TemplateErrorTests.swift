// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Testing

@testable import BootLog

/// A text that is no template, and what is said about it.
struct TemplateFault: Sendable, CustomTestStringConvertible {
    let source: String
    let message: String
    let offset: Int

    init(_ source: String, _ message: String, at offset: Int = 0) {
        self.source = source
        self.message = message
        self.offset = offset
    }

    var testDescription: String { source.count > 60 ? "\(source.prefix(60))…" : source }
}

@Suite struct TemplateErrorTests {
    private static let types = "dec, hex, int, size, word, quoted, ipv4, text, rest"
    private static let noLiteral = "template has no literal of three bytes: add text that the line always holds"

    static let faults = [
        TemplateFault("", "the template is empty"),
        TemplateFault("^", "the template is empty"),
        TemplateFault("^$", "the template is empty"),
        TemplateFault("^ $", "the template is empty"),
        TemplateFault("ab", noLiteral),
        TemplateFault("a {x:dec} b", noLiteral),
        TemplateFault(" ab ", noLiteral),
        TemplateFault("{x:text}", noLiteral),
        TemplateFault("{_}", noLiteral),
        TemplateFault("abc {x:dec", "'{' without '}': close the capture, or write '{{' for a brace", at: 4),
        TemplateFault("abc {", "'{' without '}': close the capture, or write '{{' for a brace", at: 4),
        TemplateFault("abc {x:num}", "unknown capture type 'num': use one of \(types)", at: 4),
        TemplateFault("abc {x:}", "unknown capture type '': use one of \(types)", at: 4),
        TemplateFault("abc {_:num}", "unknown capture type 'num': use one of \(types)", at: 4),
        TemplateFault("abc {x:DEC}", "unknown capture type 'DEC': use one of \(types)", at: 4),
        TemplateFault("abc {}", "a capture without a name: write {name:type}, or {_} to skip", at: 4),
        TemplateFault("abc {:dec}", "a capture without a name: write {name:type}, or {_} to skip", at: 4),
        TemplateFault("abc {x:dec}, {x:hex}", "capture 'x' appears twice in one template", at: 13),
        TemplateFault("abc {x:rest} def", "capture 'x' takes the rest of the line, nothing can follow it"),
        TemplateFault("abc {_:rest}{y:dec}", "capture '_' takes the rest of the line, nothing can follow it"),
        TemplateFault(
            "abc {x:text}{y:dec}", "capture 'x' has no end: put literal text between it and the next capture"),
        TemplateFault(
            "abc {x:word}{y:word}", "capture 'x' has no end: put literal text between it and the next capture"),
        TemplateFault("abc {x:word}{_}", "capture 'x' has no end: put literal text between it and the next capture"),
        TemplateFault(
            "abc {_}{x:text} def", "capture '_' has no end: put literal text between it and the next capture"),
        TemplateFault(
            "abc {_}{x:word} def", "capture '_' has no end: put literal text between it and the next capture"),
        TemplateFault("abc {x:dec}0 def", "capture 'x' takes all of its kind, '0 def' can never follow it"),
        TemplateFault("abc {x:hex}bytes", "capture 'x' takes all of its kind, 'bytes' can never follow it"),
        TemplateFault("abc {x:int}5", "capture 'x' takes all of its kind, '5' can never follow it"),
        TemplateFault(String(repeating: "x", count: 1_025), "template is longer than 1024 bytes", at: 1_024),
    ]

    @Test(arguments: faults)
    func `a fault of a template is said in one sentence with its place`(fault: TemplateFault) {
        let error = #expect(throws: TemplateError.self) { try Template(fault.source) }
        #expect(error?.description == fault.message)
        #expect(error?.offset == fault.offset)
    }

    @Test(arguments: [
        "abc", "^abc$", "{x:dec} abc", "abc {{", "abc {x}", "abc{_}", String(repeating: "x", count: 1_024),
    ])
    func `a template needs one literal of three bytes and no more`(source: String) throws {
        #expect(try Template(source).source == source)
    }
}
