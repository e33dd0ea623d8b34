// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// One column of a line on the screen.
struct ScreenCell: Sendable, Hashable {
    /// nil where nothing was written, and in the right half of a wide character.
    var scalar: Unicode.Scalar?
    var firstMark: Unicode.Scalar?
    var secondMark: Unicode.Scalar?
    /// 1 or 2; 0 for the right half of a wide character.
    var columns: UInt8 = 1
    var rendition = Rendition.plain

    static let blank = ScreenCell()
    static let rightHalf = ScreenCell(columns: 0)

    mutating func add(mark: Unicode.Scalar) {
        if firstMark == nil { firstMark = mark } else { secondMark = mark }
    }

    /// Appends the character; a blank for a column without one.
    func append(to output: inout [UInt8]) {
        guard columns > 0 else { return }
        output.append(scalar: scalar ?? " ")
        if let firstMark { output.append(scalar: firstMark) }
        if let secondMark { output.append(scalar: secondMark) }
    }
}
