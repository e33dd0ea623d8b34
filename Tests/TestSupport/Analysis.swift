// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog
import EventSinks

/// A capture and all that the analyzer said of it, with the packs that ship.
package struct Analysis: Sendable {
    package let events: [Event]

    /// Analyses bytes in portions of `chunk`; nil for the whole at once.
    package init(_ bytes: [UInt8], chunk: Int? = nil) {
        var analyzer = BootAnalyzer(rules: ShippedKnowledge.ruleSet, knowledge: ShippedKnowledge.knowledge)
        var events: [Event] = []
        var start = 0
        while start < bytes.count {
            let end = min(start + (chunk ?? bytes.count), bytes.count)
            analyzer.append(bytes.span.extracting(start..<end), to: &events)
            start = end
        }
        analyzer.finish(events: &events)
        self.events = events
    }

    package init(_ text: String) {
        self.init(Array(text.utf8))
    }

    package init(events: [Event]) {
        self.events = events
    }

    // MARK: - What was said

    package var boots: [BootBeginning] {
        events.compactMap { if case .boot(let beginning) = $0.content { beginning } else { nil } }
    }

    /// What began each boot, as far as the analyzer knew in the end.
    package var causes: [BootCause] {
        var causes: [Int: BootCause] = [:]
        for event in events { if case .boot(let beginning) = event.content { causes[event.boot] = beginning.cause } }
        return causes.sorted { $0.key < $1.key }.map(\.value)
    }

    package var stages: [BootStage] {
        events.compactMap { if case .stage(let change) = $0.content { change.stage } else { nil } }
    }

    package var findings: [Finding] {
        events.compactMap { if case .finding(let finding) = $0.content { finding } else { nil } }
    }

    package var layouts: [FlashLayout] {
        events.compactMap { if case .layout(let layout) = $0.content { layout } else { nil } }
    }

    /// Every revision, in order.
    package var revisions: [Diagnosis] {
        events.compactMap { if case .diagnosis(let diagnosis) = $0.content { diagnosis } else { nil } }
    }

    /// The last revision of each diagnosis, in the order in which they were opened.
    package var diagnoses: [Diagnosis] {
        var ids: [String] = []
        var last: [String: Diagnosis] = [:]
        for diagnosis in revisions {
            if last.updateValue(diagnosis, forKey: diagnosis.id) == nil { ids.append(diagnosis.id) }
        }
        return ids.compactMap { last[$0] }
    }

    /// The last revision of the first diagnosis with this code.
    package func diagnosis(_ code: DiagnosisCode) -> Diagnosis? {
        diagnoses.first { $0.code == code }
    }

    package var verdicts: [Verdict] {
        events.compactMap { if case .verdict(let verdict) = $0.content { verdict } else { nil } }
    }

    package var bootVerdicts: [Verdict] { verdicts.filter { $0.scope == .boot } }

    /// The verdict on the capture, when it is the last event, as the contract demands.
    package var verdict: Verdict? {
        guard case .verdict(let verdict)? = events.last?.content, verdict.scope == .capture else { return nil }
        return verdict
    }

    /// The events as the command prints them.
    package func json(file: String) -> [UInt8] {
        var encoder = EventEncoder(source: .file(file))
        for event in events { encoder.append(event) }
        return encoder.bytes
    }
}

extension Diagnosis {
    /// The share of a cause; zero when the diagnosis does not name it.
    package func share(of cause: String) -> Double {
        causes.first { $0.cause == cause }?.share ?? 0
    }

    /// Where a cause stands among the causes, the likeliest being 1; nil when it is not named.
    package func rank(of cause: String) -> Int? {
        causes.firstIndex { $0.cause == cause }.map { $0 + 1 }
    }
}
