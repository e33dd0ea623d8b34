// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// e to a power, for a module that leans on the standard library only.
enum Exponential {
    /// e to the power `x`; accurate to about 1e-12 for the range in use, -40...0. Below it is zero.
    static func exp(_ x: Double) -> Double {
        guard x > -40 else { return 0 }
        // exp(x) = exp(x / 1024) ^ 1024, and the Taylor series of a small argument ends soon.
        let small = min(x, 40) / 1_024
        var term = 1.0
        var sum = 1.0
        for n in 1...8 {
            term *= small / Double(n)
            sum += term
        }
        for _ in 0..<10 { sum *= sum }
        return sum
    }
}
