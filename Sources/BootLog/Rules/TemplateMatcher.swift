// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// One template made ready for matching.
struct TemplateMatcher: Sendable {
    private var program = MatchProgram()

    init(_ template: Template) {
        program.add(template)
    }

    /// Searches the template in a body.
    ///
    /// - Parameter captures: set to the ranges of the named captures, in the template's order, when it matches.
    /// - Returns: where the match lies; nil when there is none.
    /// - Complexity: O(n) in the body.
    func firstMatch(in body: Span<UInt8>, captures: inout [Range<Int>]) -> Range<Int>? {
        program.firstMatch(0, in: body, captures: &captures)
    }
}
