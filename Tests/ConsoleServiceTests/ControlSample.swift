// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Testing

@testable import BootLog

/// Events to hand on.
enum ControlSample {
    static func diagnosis(_ id: String, revision: Int = 1, code: DiagnosisCode = .flashIOError) -> Diagnosis {
        Diagnosis(
            id: id, revision: revision, state: .open, code: code, severity: .error, confidence: 0.9,
            summary: "The flash is \"worn\"", subject: nil, partition: nil, offset: nil, evidence: [],
            furtherEvidence: 0, badBlocks: [], causes: [], steps: [], owner: .flash, consequenceOf: nil,
            isSurvived: false)
    }

    static let finding = Finding(
        rule: "a.b", code: nil, severity: .notice, line: 1, text: "text", fields: [], quality: .joined)

    static func event(_ content: Event.Content, boot: Int = 1) -> Event {
        Event(boot: boot, line: 1, time: nil, secondsIntoBoot: nil, content: content)
    }

    static func boot(_ number: Int) -> Event {
        event(.boot(BootBeginning(cause: .unknown, banner: nil)), boot: number)
    }
}
