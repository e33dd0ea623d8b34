// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import Glibc

/// How likely the causes of a code are before any evidence, by their base weights.
struct CauseShares {
    /// Likeliest first; the per cents add up to about 100.
    let ranked: [(cause: String, percent: Int)]

    init(_ causes: [Knowledge.BaseWeight]) {
        // The same sum as CauseWeigher's, without evidence.
        let odds = causes.map { exp($0.weight) }
        let total = odds.reduce(0, +)
        ranked = zip(causes, odds)
            .map { (cause: $0.cause, percent: Int(($1 / total * 100).rounded())) }
            .sorted { ($1.percent, $0.cause) < ($0.percent, $1.cause) }
    }
}
