// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import SystemPackage

/// Events of consoles as the service makes them.
package struct EventStream: ~Copyable {
    package enum Item: Sendable, Hashable {
        /// A JSON object as `analyze --format jsonl` writes it, without LF.
        case event([UInt8])
        /// So many events are missing here.
        case missed(Int)
    }

    private var client: ControlClient
    private var isOpen = true

    init(_ client: consuming ControlClient) {
        self.client = client
    }

    /// Readable when there may be something to take; more may have been read already.
    package var readiness: FileDescriptor { client.readiness }

    /// The next event; nil when the service ended the stream.
    ///
    /// - Parameter deadline: nil waits without limit.
    /// - Throws: `ControlError` with code `.refused` when the service said no, `.tooSlow` at the deadline.
    package mutating func next(until deadline: ContinuousClock.Instant? = nil) throws(ControlError) -> Item? {
        while isOpen {
            guard let reply = try client.reply(until: deadline) else { return nil }
            isOpen = reply.continues
            if let event = reply.rawParameters?.member("event") { return .event(event.text) }
            let missed = reply.rawParameters?.member("missed").flatMap { Int(String(decoding: $0.text, as: UTF8.self)) }
            if let missed { return .missed(missed) }
        }
        return nil
    }
}
