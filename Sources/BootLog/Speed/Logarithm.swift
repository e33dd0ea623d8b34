// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// The natural logarithm, for a module that leans on the standard library only.
enum Logarithm {
    /// The logarithm of a positive number; accurate to about 1e-9. That of zero is the one of the smallest normal number.
    static func ln(_ x: Double) -> Double {
        let x = max(x, .leastNormalMagnitude)
        var significand = x.significand
        var exponent = Double(x.exponent)
        if significand > 1.414_213_562_373_095 {
            significand /= 2
            exponent += 1
        }
        // ln m = 2 atanh((m - 1) / (m + 1)), whose series ends soon near 1.
        let small = (significand - 1) / (significand + 1)
        let square = small * small
        let series = 1 + square * (1 / 3 + square * (1 / 5 + square * (1 / 7 + square * (1 / 9 + square / 11))))
        return 2 * small * series + exponent * 0.693_147_180_559_945_3
    }
}
