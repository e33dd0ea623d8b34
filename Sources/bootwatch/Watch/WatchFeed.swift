// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ConsoleRecording
import SerialConsole

/// Where a session's bytes come from: a console, or a recording of one.
enum WatchFeed {
    case console(ConsoleLink)
    case recording(ReplayFeed)

    /// Runs to the end, or until ``close()``.
    ///
    /// - Returns: the sentence that tells why it could not go on; nil for an ordinary end.
    func run() async -> String? {
        switch self {
        case .console(let link):
            do throws(SourceError) {
                try await link.run()
                return nil
            } catch {
                return "\(error)"
            }
        case .recording(let replay): return await replay.run()
        }
    }

    func close() {
        switch self {
        case .console(let link): link.request(.close)
        case .recording(let replay): replay.close()
        }
    }

    /// Whether a pipe should be asked for more.
    var hasRoomToSend: Bool {
        guard case .console(let link) = self else { return true }
        return link.hasRoom
    }

    /// Leaves bytes for the board. Returns how many found no room.
    func send(_ bytes: [UInt8]) -> Int {
        guard case .console(let link) = self else { return 0 }
        return link.send(bytes)
    }

    /// Throws away what is not sent yet. Returns how many bytes that were.
    func discardUnsent() -> Int {
        guard case .console(let link) = self else { return 0 }
        return link.discardUnsent()
    }

    func request(_ request: LinkRequest) {
        guard case .console(let link) = self else { return }
        link.request(request)
    }
}
