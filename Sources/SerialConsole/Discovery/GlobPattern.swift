// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// A pattern with `*`, `?`, `[abc]`, `[a-z]` and `[!a-z]`, as shells know it. A sign that is meant itself stands in
/// brackets: `[*]`. See glob(7).
struct GlobPattern: Sendable, Hashable {
    private enum Element: Sendable, Hashable {
        case scalar(Unicode.Scalar)
        /// `?`
        case any
        /// `*`
        case run
        case set([ClosedRange<Unicode.Scalar>], isNegated: Bool)

        func matches(_ scalar: Unicode.Scalar) -> Bool {
            switch self {
            case .scalar(let own): own == scalar
            case .any: true
            case .run: false
            case .set(let ranges, let isNegated): ranges.contains { $0.contains(scalar) } != isNegated
            }
        }
    }

    private let elements: [Element]

    init(_ pattern: String) {
        let scalars = Array(pattern.unicodeScalars)
        var elements: [Element] = []
        var index = 0
        while index < scalars.count {
            switch scalars[index] {
            case "*":
                // Several in a row say no more than one.
                if elements.last != .run { elements.append(.run) }
            case "?": elements.append(.any)
            case "[":
                if let (set, end) = Self.set(in: scalars, from: index) {
                    elements.append(set)
                    index = end
                } else {
                    elements.append(.scalar("["))
                }
            default: elements.append(.scalar(scalars[index]))
            }
            index += 1
        }
        self.elements = elements
    }

    /// Whether a text has signs that make it a pattern.
    static func isPattern(_ text: String) -> Bool {
        GlobPattern(text).elements.contains { element in
            if case .scalar = element { false } else { true }
        }
    }

    /// Whether the whole text fits.
    ///
    /// - Complexity: O(n) in the text for a pattern, O(n · m) for both. A star that has let go is never asked again:
    ///   what follows a later star can be found no earlier by moving an earlier one.
    func matches(_ text: some StringProtocol) -> Bool {
        let scalars = Array(text.unicodeScalars)
        var index = 0
        var element = 0
        /// Where to go on when what follows the last star does not fit: the star takes one more.
        var retry: (index: Int, element: Int)?
        while index < scalars.count {
            if element < elements.count, elements[element] == .run {
                element += 1
                retry = (index, element)
            } else if element < elements.count, elements[element].matches(scalars[index]) {
                element += 1
                index += 1
            } else if let last = retry {
                index = last.index + 1
                element = last.element
                retry = (index, element)
            } else {
                return false
            }
        }
        return elements[element...].allSatisfy { $0 == .run }
    }

    /// Whether a path fits a pattern, folder by folder: no sign but `/` itself stands for a `/`.
    static func matches(path: String, pattern: String) -> Bool {
        let names = path.split(separator: "/", omittingEmptySubsequences: false)
        let patterns = pattern.split(separator: "/", omittingEmptySubsequences: false)
        guard names.count == patterns.count else { return false }
        return zip(names, patterns).allSatisfy { GlobPattern(String($1)).matches($0) }
    }

    /// Reads `[…]`; nil when it is not closed, and the bracket stands for itself.
    private static func set(in scalars: [Unicode.Scalar], from start: Int) -> (set: Element, end: Int)? {
        var index = start + 1
        let isNegated = index < scalars.count && (scalars[index] == "!" || scalars[index] == "^")
        if isNegated { index += 1 }
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        var isFirst = true
        while index < scalars.count {
            let low = scalars[index]
            // A bracket that comes first is a member.
            if low == "]", !isFirst { return (.set(ranges, isNegated: isNegated), index) }
            isFirst = false
            if index + 2 < scalars.count, scalars[index + 1] == "-", scalars[index + 2] != "]" {
                // A range that runs backwards has no members.
                if low <= scalars[index + 2] { ranges.append(low...scalars[index + 2]) }
                index += 3
            } else {
                ranges.append(low...low)
                index += 1
            }
        }
        return nil
    }
}
