// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

/// The events of the present boot, for those who come later, and the diagnoses of the one before.
///
/// Findings are left out, and of a diagnosis only the newest revision is kept. Bounded: when a boot has more, the oldest
/// of what matters least go, and are counted.
struct BootMemory: Sendable {
    static let limit = 256

    private var boot: Int?
    private(set) var events: [Event] = []
    /// Events of the present boot that are not kept.
    private(set) var leftOut = 0
    /// Diagnosis events of the boot before.
    private var diagnosesBefore: [Event] = []

    /// The newest revision of each diagnosis, the boot before first.
    var diagnoses: [Event] { diagnosesBefore + events.filter { $0.diagnosisID != nil } }

    mutating func note(_ event: Event) {
        switch event.content {
        case .finding: return
        case .boot:
            if event.boot != boot { begin(event.boot) }
            // What began the boot became known: the newer event says all that the older did.
            if let index = events.firstIndex(where: \.isBoot) {
                events[index] = event
                return
            }
        case .diagnosis(let diagnosis):
            if event.boot == boot {
                events.removeAll { $0.diagnosisID == diagnosis.id }
            } else if let index = diagnosesBefore.firstIndex(where: { $0.diagnosisID == diagnosis.id }) {
                // A boot's last word may come when the next one has begun.
                diagnosesBefore[index] = event
                return
            }
        default: break
        }
        if boot.map({ event.boot > $0 }) ?? true { begin(event.boot) }
        guard event.boot == boot else { return }
        events.append(event)
        if events.count > Self.limit { leaveOne() }
    }

    private mutating func begin(_ boot: Int) {
        if self.boot != nil { diagnosesBefore = events.filter { $0.diagnosisID != nil } }
        self.boot = boot
        events = []
        leftOut = 0
    }

    private mutating func leaveOne() {
        let index = events.firstIndex { !$0.isBoot && $0.diagnosisID == nil } ?? events.firstIndex { !$0.isBoot } ?? 0
        events.remove(at: index)
        leftOut += 1
    }
}

extension Event {
    fileprivate var isBoot: Bool {
        if case .boot = content { true } else { false }
    }

    fileprivate var diagnosisID: String? {
        if case .diagnosis(let diagnosis) = content { diagnosis.id } else { nil }
    }
}
