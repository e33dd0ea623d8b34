// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Finds the stretches of a console that nobody can read, and the reason.
struct GarbageWatch: Sendable {
    private var meter = GarbageMeter()
    private var explainer = GarbageExplainer()
    /// The line at which a loader handed over just before the stretch began.
    var handOverLine: Int?

    /// The speed that the port is read at; nil when nobody knows.
    var baudRate: Int? {
        get { explainer.baudRate }
        set {
            // What was received at the old speed says nothing about the new one.
            if newValue != explainer.baudRate { meter.end() }
            explainer.baudRate = newValue
        }
    }

    /// The stretch that is open.
    var stretch: GarbageMeter.Stretch? { meter.current }

    /// Whether a line is to be measured: one that is clean, outside of a stretch, changes nothing.
    func isWorthALook(_ line: ConsoleLine) -> Bool {
        line.isDamaged || line.hasHighBytes || meter.current != nil
    }

    mutating func receive(_ line: ConsoleLine, received: ReceivedBytes) -> GarbageMeter.Stretch? {
        meter.receive(line, received: received)
    }

    /// The reason, when there is enough to tell it from and it was not looked at before.
    mutating func explain(isLast: Bool) -> GarbageExplanation.Reason? {
        guard let sample = meter.takeSample(isLast: isLast) else { return nil }
        return explainer.explain(sample)
    }
}
