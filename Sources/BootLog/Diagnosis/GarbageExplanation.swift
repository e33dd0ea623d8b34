// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Why a console is unreadable, as far as the bytes tell: for the diagnosis, its causes and its steps.
struct GarbageExplanation: Sendable, Hashable {
    /// What the bytes look like.
    struct Reason: Sendable, Hashable {
        var candidate: SpeedCandidate.Explanation
        /// The speed that the bytes were read at.
        var readAt: Int
        /// Whether that speed is a guess.
        var isAssumed: Bool
    }

    /// Nil when the bytes do not tell.
    var reason: Reason?
    /// The line at which a loader that could be read handed over; nil when it is not so.
    var handOverLine: Int?

    /// The speed that the board most likely sends at.
    var baudRate: Int? {
        guard case .speed(let baudRate)? = reason?.candidate else { return nil }
        return baudRate
    }

    /// One sentence for the summary, without its full stop; nil when there is nothing to say.
    var sentence: String? {
        let sender = handOverLine == nil ? "the board" : "the kernel"
        guard let reason else {
            return handOverLine.map { _ in
                "The loader was readable: the kernel's console most likely uses another speed"
            }
        }
        switch reason.candidate {
        case .speed(let baudRate):
            if reason.isAssumed {
                return "If the port was set to \(reason.readAt) baud, \(sender) most likely sends at \(baudRate)"
            }
            let loader = handOverLine == nil ? "" : ", as the loader sends"
            return "\(Self.capitalised(sender)) most likely sends at \(baudRate) baud; "
                + "the port is read at \(reason.readAt)\(loader)"
        case .framing(let framing):
            return "\(Self.capitalised(sender)) most likely sends \(framing.rawValue); the port is read as 8N1"
        case .inverted:
            return "High and low of the line are most likely swapped: RS-232 on one side, logic level on the other"
        case .noise:
            return handOverLine == nil
                ? "No usual speed fits them: noise, a wrong level, or a board that sends much faster"
                : "The loader was readable: the kernel's console most likely uses another speed, the bytes do not tell which"
        }
    }

    private static func capitalised(_ words: String) -> String {
        words.prefix(1).uppercased() + words.dropFirst()
    }

    /// What the weights of causes wait for.
    var signals: [Signal] {
        var signals: [Signal] = []
        if let line = handOverLine { signals.append(Signal(name: "console.handed-over", lines: [line])) }
        guard let reason else { return signals }
        switch reason.candidate {
        case .speed(let baudRate): signals.append(Signal(name: "console.speed", value: String(baudRate)))
        case .framing(let framing): signals.append(Signal(name: "console.framing", value: framing.rawValue))
        case .inverted: signals.append(Signal(name: "console.inverted"))
        case .noise: if handOverLine == nil { signals.append(Signal(name: "console.noise")) }
        }
        return signals
    }
}
