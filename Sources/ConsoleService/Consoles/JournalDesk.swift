// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import SystemJournal

/// Decides what of a console goes to the journal, and when: a diagnosis once, at the moment it is grave enough; that it
/// was taken back or became worse; the verdict of a boot; what happened to the port. Pure.
struct JournalDesk: Sendable {
    /// A way to tell something.
    enum Kind: Sendable, Hashable {
        case diagnosis(Diagnosis)
        case resolved(Diagnosis)
        case worsened(Diagnosis, isAgain: Bool)
        case verdict(Verdict)
        case gap(Gap)
        case port(PortNotice)
        /// The port is there and cannot be used; why, as a sentence.
        case portFailed(String)
        /// The port that could not be used is open.
        case portRecovered(String)

        func entry(in context: ConsoleContext) -> JournalEntry {
            switch self {
            case .diagnosis(let diagnosis): .diagnosis(diagnosis, in: context)
            case .resolved(let diagnosis): .resolved(diagnosis, in: context)
            case .worsened(let diagnosis, let isAgain): .worsened(diagnosis, isAgain: isAgain, in: context)
            case .verdict(let verdict): .verdict(verdict, in: context)
            case .gap(let gap): .gap(gap, in: context)
            case .port(let notice): .port(notice, in: context)
            case .portFailed(let text): .portFailed(text, in: context)
            case .portRecovered(let text): .portRecovered(text, in: context)
            }
        }
    }

    /// What the journal has been told of a diagnosis.
    private struct Told: Sendable {
        var severity: Severity
        var isResolved: Bool
    }

    /// The least that is told.
    var severity: Severity
    private var told: [DiagnosisCode: Told] = [:]
    /// Whether the last that was told of the port is that it cannot be used.
    private var hasPortFailed = false

    init(severity: Severity) {
        self.severity = severity
    }

    /// How an event is told; nil for what is no matter of the journal.
    mutating func kind(of event: Event) -> Kind? {
        switch event.content {
        case .diagnosis(let diagnosis): kind(of: diagnosis)
        case .verdict(let verdict) where verdict.scope == .boot: .verdict(verdict)
        case .gap(let gap): .gap(gap)
        case .port(let notice): kind(of: notice)
        case .boot, .stage, .finding, .layout, .device, .verdict: nil
        }
    }

    /// A boot begins: its diagnoses are others than those before.
    mutating func beginBoot() {
        told.removeAll(keepingCapacity: true)
    }

    private mutating func kind(of notice: PortNotice) -> Kind {
        switch notice.kind {
        case .failed:
            hasPortFailed = true
            return .portFailed(notice.text)
        case .opened where hasPortFailed:
            hasPortFailed = false
            return .portRecovered(notice.text)
        default: return .port(notice)
        }
    }

    private mutating func kind(of diagnosis: Diagnosis) -> Kind? {
        let isResolved = diagnosis.state == .resolved
        guard let before = told[diagnosis.code] else {
            guard !isResolved, diagnosis.severity >= severity else { return nil }
            told[diagnosis.code] = Told(severity: diagnosis.severity, isResolved: false)
            return .diagnosis(diagnosis)
        }
        let isWorse = diagnosis.severity > before.severity
        guard isResolved != before.isResolved || isWorse && !isResolved else { return nil }
        told[diagnosis.code] = Told(severity: max(diagnosis.severity, before.severity), isResolved: isResolved)
        return isResolved ? .resolved(diagnosis) : .worsened(diagnosis, isAgain: before.isResolved)
    }
}
