// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Why a text is no template.
public struct TemplateError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Reason: Sendable, Hashable {
        case empty
        case noLiteral
        case unclosedBrace
        case unknownType(String)
        case emptyName
        case repeatedName(String)
        case restNotLast(String)
        case adjacentOpenCaptures(String)
        case neverEnds(capture: String, literal: String)
        case tooLong
    }

    public let reason: Reason
    /// Bytes from the start of the template to what is wrong.
    public let offset: Int

    public var description: String {
        switch reason {
        case .empty: "the template is empty"
        case .noLiteral: "template has no literal of three bytes: add text that the line always holds"
        case .unclosedBrace: "'{' without '}': close the capture, or write '{{' for a brace"
        case .unknownType(let type):
            "unknown capture type '\(type)': use one of " + CaptureType.allCases.map(\.rawValue).joined(separator: ", ")
        case .emptyName: "a capture without a name: write {name:type}, or {_} to skip"
        case .repeatedName(let name): "capture '\(name)' appears twice in one template"
        case .restNotLast(let name): "capture '\(name)' takes the rest of the line, nothing can follow it"
        case .adjacentOpenCaptures(let name):
            "capture '\(name)' has no end: put literal text between it and the next capture"
        case .neverEnds(let capture, let literal):
            "capture '\(capture)' takes all of its kind, '\(literal)' can never follow it"
        case .tooLong: "template is longer than \(TemplateParser.maximumLength) bytes"
        }
    }
}
