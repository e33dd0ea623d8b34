// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import TestSupport
import Testing

@Suite struct BenignTests {
    @Test(arguments: BenignLog.all)
    func `alarming words of a healthy boot make no diagnosis`(log: BenignLog) {
        let analysis = Analysis(log.text)
        #expect(analysis.verdict?.code == nil)
        #expect(analysis.verdict?.outcome == .booted)
        let alarms = analysis.diagnoses.filter { $0.severity >= .warning && !log.warnings.contains($0.code) }
        #expect(alarms.map(\.summary) == [])
    }

    @Test(arguments: BenignLog.all.filter(\.isHealthyThroughout))
    func `a healthy boot is healthy wherever its capture ends`(log: BenignLog) {
        let lines = log.text.split(separator: "\n", omittingEmptySubsequences: false)
        for count in 1...lines.count {
            let part = lines.prefix(count).joined(separator: "\n")
            #expect(Analysis(part).verdict?.code == nil, "ends with '\(lines[count - 1])'")
        }
    }

    @Test(arguments: BenignLog.all)
    func `the same boot with one line gone wrong is diagnosed`(log: BenignLog) throws {
        let lines = log.text.split(separator: "\n", omittingEmptySubsequences: false)
        let place = try #require(lines.firstIndex { $0 == log.twin.line })
        let analysis = Analysis(lines[..<place].joined(separator: "\n") + "\n" + log.twin.instead + "\n")
        let diagnosis = try #require(analysis.diagnosis(log.twin.code))
        #expect(diagnosis.severity >= .warning)
    }
}
