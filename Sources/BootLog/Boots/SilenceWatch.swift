// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Tells when a stage has been silent for longer than it may be. Pure: times come in, a deadline goes out.
public struct SilenceWatch: Sendable, Hashable {
    /// How long each stage may print nothing, in nanoseconds; a stage without an entry may be silent for ever.
    public var allowances: [BootStage: Int64] = [
        .bootrom: 10_000_000_000,
        .spl: 20_000_000_000,
        .firmware: 20_000_000_000,
        .bootloader: 60_000_000_000,
        .kernel: 90_000_000_000,
    ]

    private var last: Timestamp?
    private var isReported = false

    public init() {}

    /// The port printed something.
    mutating func receive(at time: Timestamp?) {
        last = time
        isReported = false
    }

    /// The moment at which the silence of a stage has lasted too long; nil where nothing must follow.
    func deadline(in stage: BootStage?, isWaiting: Bool) -> Timestamp? {
        guard !isReported, !isWaiting, let stage, let last, let allowance = allowances[stage] else { return nil }
        return last.advanced(byNanoseconds: allowance)
    }

    /// Returns the silence so far in nanoseconds, once, when it has lasted too long.
    mutating func check(at now: Timestamp, in stage: BootStage?, isWaiting: Bool) -> Int64? {
        guard let deadline = deadline(in: stage, isWaiting: isWaiting), now >= deadline, let last else { return nil }
        isReported = true
        return now.nanoseconds(since: last)
    }
}
