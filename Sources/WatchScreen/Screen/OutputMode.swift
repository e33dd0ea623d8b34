// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// How the board's bytes are shown, as tio's `--output-mode`.
package enum OutputMode: String, Sendable, Hashable, CaseIterable {
    /// As a terminal shows them.
    case normal
    /// Each byte in hexadecimal.
    case hex

    package var next: OutputMode { self == .normal ? .hex : .normal }
}
