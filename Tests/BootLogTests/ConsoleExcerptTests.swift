// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import TestSupport
import Testing

/// A piece of a console as one family of boards prints it, and what an engineer reads out of it.
struct ConsoleExcerpt: Sendable, CustomTestStringConvertible {
    var testDescription: String
    /// The earliest sufficient cause; nil for a boot that goes well.
    var primary: DiagnosisCode?
    var boots = 1
    /// Codes of which a boot that goes well may warn.
    var warnings: Set<DiagnosisCode> = []
    var log: String

    static let all = firstStages + loaders + kernels
}

@Suite struct ConsoleExcerptTests {
    @Test(arguments: ConsoleExcerpt.all)
    func `an excerpt of any family is read as an engineer reads it`(excerpt: ConsoleExcerpt) {
        let analysis = Analysis(excerpt.log)
        #expect(analysis.verdict?.code == excerpt.primary)
        #expect(analysis.verdict?.boots == excerpt.boots)
    }

    @Test(arguments: ConsoleExcerpt.all.filter { $0.primary == nil })
    func `a boot that goes well stays quiet`(excerpt: ConsoleExcerpt) {
        let alarms = Analysis(excerpt.log).diagnoses.filter {
            $0.severity >= .warning && !excerpt.warnings.contains($0.code)
        }
        #expect(alarms.map(\.summary) == [])
    }
}
