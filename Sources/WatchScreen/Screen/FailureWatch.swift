// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

/// Tells when a boot is over, or stuck, as far as the person before it is concerned: the moment for the panel.
///
/// An error alone is not: boots survive errors. It is when the board waits at a prompt after one, falls silent, hangs, comes
/// up in recovery, or starts anew.
struct FailureWatch: Sendable {
    /// Nanoseconds of silence after a fatal diagnosis. A panic prints on for some lines.
    static let fatalSilence: Int64 = 2_000_000_000
    /// Nanoseconds of silence after an error: a loader may be busy for a while before it tries something else.
    static let errorSilence: Int64 = 10_000_000_000

    private var boot = 0
    /// Errors that stand, by their ids.
    private var grave: [String: Severity] = [:]
    private var isWaiting = false
    private var isInRecovery = false
    private var isHung = false
    private var isTold = false
    private var lastHeard: Timestamp?

    /// The board printed something.
    mutating func receiveBytes(at time: Timestamp) {
        lastHeard = time
    }

    /// Takes an event.
    ///
    /// - Returns: how the boot stands, in one word, when it is time to say so; once a boot.
    mutating func receive(_ event: Event, at now: Timestamp?) -> String? {
        if event.boot != boot { beginBoot(event.boot) }
        switch event.content {
        case .stage(let change):
            isWaiting = change.activity == .prompt
            isInRecovery = change.stage == .recovery
        case .diagnosis(let diagnosis):
            let stands = diagnosis.state != .resolved && !diagnosis.isSurvived && diagnosis.severity >= .error
            if lastHeard == nil { lastHeard = now }
            guard stands else {
                grave[diagnosis.id] = nil
                return nil
            }
            // One of each code and boot; the number is the analyzer's.
            if grave.count < 128 { grave[diagnosis.id] = diagnosis.severity }
            isHung = isHung || diagnosis.code == .bootHang
        case .verdict(let verdict): return tell(verdict)
        default: return nil
        }
        return standing
    }

    private mutating func beginBoot(_ number: Int) {
        let heard = lastHeard
        self = FailureWatch()
        boot = number
        lastHeard = heard
    }

    private mutating func tell(_ verdict: Verdict) -> String? {
        guard verdict.scope == .boot, verdict.code != nil, !isTold else { return nil }
        switch verdict.outcome {
        case .failed, .hung, .looping, .recovery:
            isTold = true
            return verdict.outcome.rawValue.uppercased()
        case .booted, .incomplete, .garbled: return nil
        }
    }

    private var standing: String? {
        mutating get {
            guard !isTold, !grave.isEmpty, isHung || isInRecovery || isWaiting else { return nil }
            isTold = true
            return isHung ? "HUNG" : isInRecovery ? "RECOVERY" : "FAILED"
        }
    }

    /// The moment at which the silence says enough; nil while nothing is wrong.
    var deadline: Timestamp? {
        guard !isTold, let lastHeard, let severity = grave.values.max() else { return nil }
        return lastHeard.advanced(byNanoseconds: severity == .fatal ? Self.fatalSilence : Self.errorSilence)
    }

    /// Lets time pass.
    ///
    /// - Returns: as ``receive(_:at:)``.
    mutating func advance(to now: Timestamp) -> String? {
        guard let deadline, now >= deadline else { return nil }
        isTold = true
        return grave.values.max() == .fatal ? "FAILED" : "STUCK"
    }
}
