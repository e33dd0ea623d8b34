// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// A rule found in a line.
public struct RuleMatch: Sendable, Hashable {
    /// Index of the rule in its ``RuleSet``.
    public var rule: Int
    /// Index of the template in the rule.
    public var template: Int
    /// Where the match lies in the line's body.
    public var range: Range<Int>
    /// The ranges of the template's named captures in the body, in its order.
    public var captures: [Range<Int>]
}
