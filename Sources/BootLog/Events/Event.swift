// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// What the analyzer says, in the order in which it becomes known. The contract of the product's output.
public struct Event: Sendable, Hashable {
    public enum Content: Sendable, Hashable {
        /// A boot begins, or what began the present one became known.
        case boot(BootBeginning)
        case stage(StageChange)
        case finding(Finding)
        case layout(FlashLayout)
        case device(DeviceFact)
        case diagnosis(Diagnosis)
        case verdict(Verdict)
        /// A hole in the stream, at the beginning of the line that follows it.
        case gap(Gap)
        /// Something about the port.
        case port(PortNotice)
    }

    /// 1-based.
    public var boot: Int
    /// 1-based line of the capture that gave rise to the event.
    public var line: Int
    /// When that line was read; nil in a capture without times.
    public var time: Timestamp?
    /// Seconds since the boot began, by the kernel's stamp or the clock of the port; nil when neither tells.
    public var secondsIntoBoot: Double?
    public var content: Content
}
