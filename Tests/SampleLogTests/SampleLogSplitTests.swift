// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import TestSupport
import Testing

@Suite struct SampleLogSplitTests {
    /// The events of each log fed whole.
    private static let whole: [SampleLog: [Event]] = Dictionary(
        uniqueKeysWithValues: SampleLog.all.map { ($0, Analysis((try? $0.bytes()) ?? []).events) })

    @Test(arguments: SampleLog.all, [1, 2, 3, 7, 61, 4_096])
    func `the size of the portions never changes the events`(log: SampleLog, size: Int) throws {
        let events = Analysis(try log.bytes(), chunk: size).events
        // A plain comparison: the events of a log are too many to be printed by #expect.
        let isSame = events == Self.whole[log]
        #expect(isSame)
    }
}

@Suite struct SampleLogCutTests {
    /// The places at which a cut log does not end with one verdict on the capture.
    private static func faults(of bytes: [UInt8], cutAt places: some Sequence<Int>) -> [Int] {
        var analyzer = BootAnalyzer(rules: ShippedKnowledge.ruleSet, knowledge: ShippedKnowledge.knowledge)
        var events: [Event] = []
        var start = 0
        return places.filter { place in
            analyzer.append(bytes.span.extracting(start..<place), to: &events)
            start = place
            // The analyzer is a value: a copy of it is finished here, and the log goes on.
            var cut = analyzer
            var ending: [Event] = []
            cut.finish(events: &ending)
            let analysis = Analysis(events: ending)
            return analysis.verdict == nil || analysis.verdicts.count { $0.scope == .capture } != 1
        }
    }

    @Test(arguments: SampleLog.small)
    func `a small log cut at any byte ends with a verdict on the capture`(log: SampleLog) throws {
        let bytes = try log.bytes()
        #expect(Self.faults(of: bytes, cutAt: 0...bytes.count) == [])
    }

    @Test(arguments: SampleLog.larger)
    func `a larger log cut at 200 places ends with a verdict on the capture`(log: SampleLog) throws {
        let bytes = try log.bytes()
        #expect(Self.faults(of: bytes, cutAt: (1...200).map { $0 * bytes.count / 200 }) == [])
    }
}
