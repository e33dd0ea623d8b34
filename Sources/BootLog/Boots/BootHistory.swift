// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// How the boots of a capture ended, as far as later ones need to know. Bounded, however many there are.
struct BootHistory: Sendable {
    /// How one boot ended.
    struct Ending: Sendable, Hashable {
        var boot: Int
        /// The line of its banner.
        var line: Int
        var banner: String
        var outcome: Verdict.Outcome
        var code: DiagnosisCode?
        /// The id of the primary diagnosis, and its sentence.
        var primary: String?
        var summary: String?
        /// The codes that were diagnosed in it, however mild.
        var codes: Set<DiagnosisCode>
        /// Whether a reset ended it.
        var hasReset: Bool
        /// The last stage that it reached.
        var stage: BootStage?
    }

    /// Boots that end alike without user space until they are a loop.
    static let loopLength = 3
    private static let maximumKept = 16

    /// The last boots, oldest first.
    private(set) var endings: [Ending] = []

    mutating func add(_ ending: Ending) {
        if endings.count == Self.maximumKept { endings.removeFirst() }
        endings.append(ending)
    }

    /// The boots of a loop that the last boots are in: alike, without user space, three or more.
    var loop: ArraySlice<Ending>? {
        // The last boot may be cut off before it fails like the others.
        let complete = endings.last?.outcome == .incomplete ? endings.dropLast() : endings[...]
        guard let last = complete.last, last.outcome != .booted, last.code != nil || last.hasReset else { return nil }
        let alike = complete.reversed().prefix {
            $0.outcome != .booted && $0.code == last.code && $0.stage == last.stage
        }
        return alike.count >= Self.loopLength ? complete.suffix(alike.count) : nil
    }

    func signals(for code: DiagnosisCode) -> [Signal] {
        // A loop is told at its third boot and is the same boot again and again by itself.
        if code == .bootLoop { return [Signal(name: "boots.same", count: endings.count + 1)] }
        var result: [Signal] = []
        var same = 0
        var other = 0
        var hasBooted = false
        for ending in endings {
            if ending.codes.contains(code) {
                same += 1
            } else if ending.outcome == .booted || ending.code != nil {
                // A boot that was cut off or stopped by a person passed nothing and failed nothing.
                other += 1
            }
            if ending.outcome == .booted { hasBooted = true }
        }
        if other > 0 {
            result.append(Signal(name: "boots.different"))
        } else if same >= 2 {
            result.append(Signal(name: "boots.same", count: same + 1))
        }
        if hasBooted { result.append(Signal(name: "boots.other-ok")) }
        return result
    }
}
