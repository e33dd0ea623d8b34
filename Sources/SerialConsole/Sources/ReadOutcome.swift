// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// What a read gave.
package enum ReadOutcome: Sendable, Hashable {
    /// Bytes or line errors were appended; there may be more.
    case bytes
    /// Nothing is there: wait for the source's readiness.
    case nothing
    /// The file was cut or replaced and is read from its start.
    case replaced
    /// There is no other side any more: unplugged, hung up, closed.
    case ended
}
