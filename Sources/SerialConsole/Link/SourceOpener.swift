// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import BoundedWork

/// Finds a console and opens it, again and again over the life of a link.
struct SourceOpener: ~Copyable {
    private let link: ConsoleLink
    private var isWaitingTold = false
    /// The node that was opened last; nil for what is no port.
    private(set) var node: String?
    /// The pseudo-terminal that was opened last.
    private var spent: SpentTerminal?

    init(link: ConsoleLink) {
        self.link = link
    }

    /// What is said when the console went away.
    func lossSentence(_ reason: Gap.Reason) -> String {
        if let attachment = link.options.attachment {
            let promise = link.options.isPatient ? "; waiting for it" : ""
            return "The service that keeps \(attachment.name) has gone\(promise)."
        }
        let what = reason == .unplugged ? "was unplugged" : "was closed by the other side"
        let isOver = spent != nil && !SpentTerminal.canComeBack(node ?? "")
        return "\(link.address.name) \(what)\(link.options.isPatient && !isOver ? "; waiting for it" : "")."
    }

    // MARK: - Ports

    /// Waits until a port is there and opens it.
    ///
    /// - Parameter isAgain: whether it was open before; then a port that is not ready yet is waited for too.
    /// - Returns: nil when nobody wants it any more.
    /// - Throws: `SourceError` when it cannot be opened and waiting is of no use, or not wanted.
    mutating func openPort(_ search: inout PortSearch, isAgain: Bool) async throws(SourceError) -> SerialPort? {
        defer { isWaitingTold = false }
        if !isAgain, let port = takeOver(&search) { return port }
        var refusal: SourceError?
        while link.isWanted {
            if isAgain, let node, spent != nil, !SpentTerminal.canComeBack(node) { return nil }
            if let node = try search.find(), spent?.isStillThere != true {
                do throws(SourceError) {
                    let port = try SerialPort(path: node, settings: link.options.settings)
                    opened(port, node: node, by: &search)
                    link.options.keeper?.keep(port.readiness, foundState: port.foundState)
                    return port
                } catch {
                    // Between the node and its rules lies a moment in which nobody may open it.
                    let passes = error.code == .notFound || error.code == .permissionDenied || error.code == .busy
                    guard isAgain, passes else { throw error }
                    refusal = error
                }
            } else if link.options.isPatient {
                // When it was open before, its loss was told with the promise to wait.
                if !isAgain {
                    let ports = PortList.read().sentence
                    tellWaiting(
                        link.options.isAnyPort
                            ? "\(ports) Waiting for one."
                            : "There is no port '\(link.address.name)'. \(ports) Waiting for it.")
                }
            } else {
                throw SourceError(.notFound, on: link.address.name, detail: PortList.read().sentence)
            }
            // A port that is there and refuses gives no sign when it stops refusing.
            let retry = refusal == nil ? nil : link.clock.now.advanced(byNanoseconds: ConsoleLink.retryPause)
            _ = await link.waiter.wait(readable: [search.readiness], until: retry.map { link.clock.monotonic($0) })
            if let error = refusal, error.code != .notFound { tellWaiting("\(error)") }
            refusal = nil
        }
        return nil
    }

    /// Takes over what was kept from an earlier life, if it is alive and what is meant now; what is not is given up.
    private mutating func takeOver(_ search: inout PortSearch) -> SerialPort? {
        guard let keeper = link.options.keeper, let kept = keeper.take() else { return nil }
        let foundState = keeper.takeFoundState()
        // Several ports that fit are told when one is opened in the ordinary way, ignoring.
        if let node = try? search.find(), SerialPort.isOpen(kept, as: node) {
            var settings = link.options.settings
            // The speed that the earlier life found: what the kernel holds was received at it.
            if link.options.findsSpeed, let rate = SerialPort.baudRate(of: kept) { settings.baudRate = rate }
            // Why it cannot be had is told when it is opened in the ordinary way, ignoring.
            if let port = try? SerialPort(takingOver: kept, name: node, settings: settings, foundState: foundState) {
                opened(port, node: node, by: &search)
                link.note(isTakenOver: true)
                return port
            }
        } else {
            SerialPort.giveUp(kept, foundState: foundState)
        }
        keeper.drop()
        return nil
    }

    private mutating func opened(_ port: borrowing SerialPort, node: String, by search: inout PortSearch) {
        search.adopt(node: node)
        self.node = node
        spent = port.isPseudoTerminal ? SpentTerminal(path: node) : nil
    }

    private mutating func tellWaiting(_ text: String) {
        guard !isWaitingTold else { return }
        isWaitingTold = true
        link.deliver(.notice(PortNotice(.waiting, text), at: link.clock.now))
    }

    // MARK: - Sockets

    /// Connects, again and again where that is wanted; returns nil when nobody wants it any more.
    mutating func connect(isAgain: Bool) async throws(SourceError) -> SocketStream? {
        defer { isWaitingTold = false }
        while link.isWanted {
            do throws(SourceError) {
                return try await SocketStream.connect(to: link.address)
            } catch {
                guard isAgain || link.options.isPatient, error.code != .badAddress else { throw error }
                tellWaiting("\(error) Trying again.")
            }
            // A server on another host gives no sign: this is the one case for a timer.
            let retry = link.clock.now.advanced(byNanoseconds: ConsoleLink.retryPause)
            _ = await link.waiter.wait(readable: [], until: link.clock.monotonic(retry))
        }
        return nil
    }

    // MARK: - Consoles that somebody else keeps

    /// Attaches, again and again where that is wanted; returns nil when nobody wants it any more.
    mutating func attach(
        by attachment: any ConsoleAttachment, isAgain: Bool
    ) async throws(SourceError) -> AttachedConsole? {
        defer { isWaitingTold = false }
        let news = ConsoleNews(clock: link.clock, deliver: link.deliver)
        while link.isWanted {
            let attached = await withCheckedContinuation { continuation in
                WorkerThread.start {
                    continuation.resume(
                        returning: Result { () throws(SourceError) in
                            try attachment.attach(isAgain: isAgain, news: news)
                        })
                }
            }
            do throws(SourceError) {
                return AttachedConsole(try attached.get(), by: attachment, news: news)
            } catch {
                guard isAgain else { throw error }
                tellWaiting("\(error) Trying again.")
            }
            let retry = link.clock.now.advanced(byNanoseconds: ConsoleLink.retryPause)
            _ = await link.waiter.wait(readable: [], until: link.clock.monotonic(retry))
        }
        return nil
    }
}
