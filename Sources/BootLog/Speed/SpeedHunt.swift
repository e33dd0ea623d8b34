// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Finds the speed of a console by listening. Pure: bytes and times come in, actions for the port go out.
///
/// It begins at the common speed. Text settles the matter at once. Garbage is shown to the ``SpeedFinder``, and the
/// likeliest speed that was not tried is listened at next; what was heard at all speeds counts together. Nothing is ever
/// sent, and a board that is silent is waited for as long as it is. A speed that was found stays, unless a long stretch
/// of garbage clearly shows another one, as when a kernel uses another speed than its loader.
public struct SpeedHunt: Sendable {
    public enum Action: Sendable, Hashable {
        /// Set the port to this speed, and throw away what it still holds: that was heard at the old one.
        case listen(Int)
        /// Text is readable at the speed that the port is set to; with another framing than 8N1, when it is set to that.
        case found(Int, ConsoleFraming)
        /// No usual speed gives text; the port stays at this one.
        case cannotTell(Int)
    }

    private enum State: Sendable {
        case listening
        case found
        /// All speeds were tried in vain; a new hunt begins when the board was silent and speaks again.
        case givenUp
    }

    /// Nanoseconds of silence after which a little garbage is judged as it stands, or forgotten as a glitch.
    static let patience: Int64 = 2_000_000_000
    /// Nanoseconds of silence after which a board that could not be told may be another boot's.
    static let restart: Int64 = 5_000_000_000
    /// Characters of garbage that are more than a glitch at power-up.
    private static let glitch = 12
    /// Characters of net garbage after which a found speed is doubted; each further look takes four times as many.
    private static let firstDoubt = 100.0
    private static let lastDoubt = 1_600.0

    /// The speed that the port is to be set to.
    public private(set) var baudRate: Int
    private var state = State.listening
    private var judge = TextJudge()
    private var lastTime: Timestamp?
    /// Speeds at which there was no text, in this hunt.
    private var rejected: Set<Int> = []
    /// What speaks for each speed, in log-odds, from all that was heard in this hunt.
    private var beliefs: [Int: Double] = [:]
    /// Speeds at which there was text in earlier hunts: loader and kernel take turns.
    private var known: Set<Int> = []
    /// Net garbage since text was last read at the found speed, and how much of it is worth the next look.
    private var doubt = 0.0
    private var nextDoubt = firstDoubt

    /// - Parameter baudRate: where to listen first; the port is to be set to it.
    public init(startingAt baudRate: Int = BaudRate.common) {
        self.baudRate = baudRate
    }

    /// Whether text is read at the present speed.
    public var isSettled: Bool { state == .found }

    /// The moment at which ``advance(to:)`` has something to do; nil when only bytes can change anything.
    public var deadline: Timestamp? {
        guard state == .listening, judge.sample.count >= Self.glitch, judge.score < -Double(Self.glitch) else {
            return nil
        }
        return lastTime?.advanced(byNanoseconds: Self.patience)
    }

    /// Takes what the port gave at ``baudRate``.
    ///
    /// - Parameters:
    ///   - bytes: any bytes; any split of them gives the same actions.
    ///   - errors: what the receiver complained about, in the order of their places.
    ///   - time: when they were read.
    /// - Complexity: O(n) in the bytes; some milliseconds more for each action.
    public mutating func receive(_ bytes: Span<UInt8>, errors: [LineError] = [], at time: Timestamp) -> [Action] {
        guard !bytes.isEmpty || !errors.isEmpty else { return [] }
        let silence = lastTime.map { time.nanoseconds(since: $0) } ?? 0
        lastTime = time
        noteSilence(silence)
        var next = errors.startIndex
        for index in 0...bytes.count {
            var hasFramingError = false
            while next < errors.endIndex, errors[next].offset <= index || index == bytes.count {
                switch errors[next].kind {
                case .framing, .framingOrParity: hasFramingError = true
                case .break:
                    // What is left of this portion was heard at the old speed.
                    if let actions = decide(step: judge.addBreak()) { return actions }
                case .parity, .overrun: break
                }
                next += 1
            }
            guard index < bytes.count else { break }
            let step = judge.weigh(bytes[index], hasFramingError: hasFramingError)
            // Text at a speed that was found is nothing to keep.
            if state != .found || doubt > 0 || step < 0 { judge.keep(bytes[index], hasFramingError: hasFramingError) }
            if let actions = decide(step: step) { return actions }
        }
        return []
    }

    /// Lets time pass: a board that said a little and fell silent is judged by that.
    public mutating func advance(to now: Timestamp) -> [Action] {
        guard let deadline, now >= deadline else { return [] }
        return moveOn()
    }

    private mutating func noteSilence(_ silence: Int64) {
        switch state {
        case .listening:
            // A glitch when the board was switched on or off.
            if silence >= Self.patience, judge.sample.count < Self.glitch, judge.score < 0 { judge.removeAll() }
        case .givenUp where silence >= Self.restart: begin()
        case .givenUp, .found: break
        }
    }

    private mutating func begin() {
        state = .listening
        judge.removeAll()
        rejected = []
        beliefs = [:]
    }

    // MARK: - Judging

    /// What is to be done after a character; nil when nothing is.
    private mutating func decide(step: Double) -> [Action]? {
        switch state {
        case .found: return reconsider(step: step)
        case .listening where judge.isGarbage && judge.sample.count >= SpeedFinder.minimumCount: return moveOn()
        case .listening where judge.isText, .givenUp where judge.isText: return settle(.eightNone)
        case .listening: return nil
        case .givenUp:
            if judge.isGarbage { judge.removeAll() }
            return nil
        }
    }

    private mutating func settle(_ framing: ConsoleFraming) -> [Action] {
        begin()
        state = .found
        known.insert(baudRate)
        doubt = 0
        nextDoubt = Self.firstDoubt
        return [.found(baudRate, framing)]
    }

    /// Leaves a speed at which there is no text.
    private mutating func moveOn() -> [Action] {
        let finder = SpeedFinder.at(baudRate)
        if case .framing(let framing)? = finder.explanation(of: judge.sample) { return settle(framing) }
        return leave(finder)
    }

    private mutating func leave(_ finder: SpeedFinder) -> [Action] {
        for (explanation, logOdds) in finder.logLikelihoods(of: judge.sample) {
            guard case .speed(let speed) = explanation else { continue }
            // How usual a speed is counts once, however often it was listened.
            let usual = BaudRate.weight(of: speed)
            beliefs[speed, default: usual + (known.contains(speed) ? 2 : 0)] += logOdds - usual
        }
        rejected.insert(baudRate)
        state = .listening
        judge.removeAll()
        let left = BaudRate.usual.filter { !rejected.contains($0) }
        guard let next = left.max(by: { (belief(in: $0), $1) < (belief(in: $1), $0) }) else {
            state = .givenUp
            baudRate = BaudRate.common
            return [.listen(baudRate), .cannotTell(baudRate)]
        }
        baudRate = next
        return [.listen(next)]
    }

    private func belief(in speed: Int) -> Double {
        beliefs[speed] ?? BaudRate.weight(of: speed)
    }

    /// Watches a speed that was found.
    private mutating func reconsider(step: Double) -> [Action]? {
        // Binary data in a healthy console is garbage too: only a speed that shows clearly is worth a move.
        doubt = max(0, doubt - step)
        if doubt == 0 {
            judge.removeAll()
            nextDoubt = Self.firstDoubt
            return nil
        }
        guard doubt >= nextDoubt, judge.sample.count >= SpeedFinder.minimumCount, nextDoubt <= Self.lastDoubt else {
            return nil
        }
        nextDoubt *= 4
        let finder = SpeedFinder.at(baudRate)
        if finder.shareOfOtherSpeeds(in: judge.sample) >= SpeedFinder.clearShare {
            rejected = []
            beliefs = [:]
            return leave(finder)
        }
        return nextDoubt > Self.lastDoubt ? [.cannotTell(baudRate)] : nil
    }
}
