// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Parameters where there are none, or where they are not read as a whole.
package struct NoValue: Codable, Sendable, Hashable {
    package init() {}
}
