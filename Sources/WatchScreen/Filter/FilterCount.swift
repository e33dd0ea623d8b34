// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// What of the board's output was not shown as it came.
package struct FilterCount: Sendable, Hashable {
    /// Escape sequences that the terminal must not get, finished or given up.
    package var sequences = 0
    /// Control bytes and invisible characters.
    package var controls = 0
    /// Bytes that are no part of well-formed UTF-8, and characters that the terminal cannot show: a replacement
    /// stands for them.
    package var replaced = 0

    package init() {}

    package var isZero: Bool { self == FilterCount() }
}
