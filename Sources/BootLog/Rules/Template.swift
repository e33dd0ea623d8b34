// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// A line's pattern: literal text with typed captures, searched inside the body of a line.
///
/// `Bad eraseblock {block:dec} at {offset:hex}`. One space stands for one or more blanks (bodies come with their
/// blanks collapsed), `{_}` skips, `^` and `$` anchor to the body, `{{` is a brace.
///
/// A template is cut into *groups*: runs of literals and closed captures between the open `text` captures. Matching
/// finds each group leftmost after the one before it and never goes back, which takes time linear in the line.
public struct Template: Sendable, Hashable {
    /// One piece of a template.
    public enum Element: Sendable, Hashable {
        case literal([UInt8])
        /// - Parameter name: nil for `{_}` and `{_:type}`, which are not kept.
        case capture(name: String?, CaptureType)
        /// `{_}`: anything, also nothing.
        case skip
    }

    /// The text the template was made from.
    public let source: String
    public let elements: [Element]
    public let isAnchoredAtStart: Bool
    public let isAnchoredAtEnd: Bool

    /// The literals' bytes, longest first: the anchor index picks its gram from them.
    var literals: [[UInt8]] {
        elements.compactMap { element in
            if case .literal(let bytes) = element { bytes } else { nil }
        }
    }

    /// The named captures, in order.
    public let captures: [Capture]

    /// A named capture.
    public struct Capture: Sendable, Hashable {
        public let name: String
        public let type: CaptureType
    }

    init(source: String, elements: [Element], isAnchoredAtStart: Bool, isAnchoredAtEnd: Bool) {
        self.source = source
        self.elements = elements
        self.isAnchoredAtStart = isAnchoredAtStart
        self.isAnchoredAtEnd = isAnchoredAtEnd
        captures = elements.compactMap { element in
            if case .capture(let name?, let type) = element { Capture(name: name, type: type) } else { nil }
        }
    }
}
