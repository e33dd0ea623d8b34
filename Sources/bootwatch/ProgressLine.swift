// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc

/// One line on the terminal that tells how far a long input is read; rewritten in place and gone when it is done.
struct ProgressLine: ~Copyable {
    /// Bytes; a longer input gets a line at once.
    private static let longInput = 8 << 20
    /// Work that takes longer gets a line, however long the input is.
    private static let patience = Duration.seconds(1)
    private static let interval = Duration.milliseconds(100)

    /// Bytes of the input; nil when nobody knows.
    private let size: Int?
    private let start = ContinuousClock.now
    private var lastShown: ContinuousClock.Instant?

    /// - Parameter size: bytes of the input; nil for a pipe.
    init(size: Int?) {
        self.size = size
    }

    /// Shows how far it is, now and then.
    mutating func update(bytesRead: Int) {
        let now = ContinuousClock.now
        if let lastShown {
            guard now - lastShown >= Self.interval else { return }
        } else {
            guard size ?? 0 > Self.longInput || now - start >= Self.patience else { return }
            TerminalCleanup.arm()
        }
        lastShown = now
        StandardError.write("\r" + Self.text(bytesRead: bytesRead, of: size, elapsed: now - start) + "\u{1B}[K")
    }

    /// Takes the line off the screen; to be called before anything else is written there.
    mutating func erase() {
        guard lastShown != nil else { return }
        lastShown = nil
        StandardError.write("\r\u{1B}[K")
        TerminalCleanup.disarm()
    }

    /// `42 %, 118 MB/s`, or `97 MB, 118 MB/s` when the size is not known.
    static func text(bytesRead: Int, of size: Int?, elapsed: Duration) -> String {
        let (seconds, attoseconds) = elapsed.components
        let time = Double(seconds) + Double(attoseconds) * 1e-18
        let megabytes = Double(bytesRead) / 1_000_000
        let rate = time > 0 ? megabytes / time : 0
        let done =
            size.map { "\(Int(min(Double(bytesRead) / Double(max($0, 1)), 1) * 100)) %" } ?? "\(short(megabytes)) MB"
        return "\(done), \(short(rate)) MB/s"
    }

    /// `9.9`, `10`: two digits are all that the eye can use.
    private static func short(_ number: Double) -> String {
        number < 9.95 ? "\((number * 10).rounded() / 10)" : "\(Int(number.rounded()))"
    }
}

/// Takes the progress line off the screen when a signal ends the command.
private enum TerminalCleanup {
    private static let signals = [SIGINT, SIGTERM, SIGHUP, SIGPIPE]

    static func arm() {
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { number in
            // Only what signal-safety(7) allows. The handler is reset when it is called (SA_RESETHAND): the signal that
            // is raised again ends the process as if there had been no handler.
            let erase: StaticString = "\r\u{1B}[K"
            _ = write(2, erase.utf8Start, erase.utf8CodeUnitCount)
            raise(number)
        }
        action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND)) | SA_NODEFER
        for number in signals where !isIgnored(number) { sigaction(number, &action, nil) }
    }

    static func disarm() {
        for number in signals where !isIgnored(number) { signal(number, SIG_DFL) }
    }

    /// What the caller ignores (nohup, a shell's background job) stays ignored.
    private static func isIgnored(_ signal: Int32) -> Bool {
        var action = sigaction()
        sigaction(signal, nil, &action)
        // SAFETY: only the address is looked at; SIG_IGN is the address 1, see signal.h.
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: UInt.self) == 1
    }
}
