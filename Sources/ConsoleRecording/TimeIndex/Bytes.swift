// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

extension UInt8 {
    static let lineFeed: UInt8 = 0x0A
    static let space: UInt8 = 0x20
}
