// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ControlInterface
import Logging
import NIOCore

/// One connection to the control socket: reads calls, has them answered in their order, and carries streams.
///
/// A class, as NIO wants its handlers; it belongs to the connection's event loop.
final class ControlConnection: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// What the connection is at.
    enum Phase {
        case calls
        /// A call is being done elsewhere; those behind it wait.
        case working
        case events(EventSubscription)
        case console(ConsoleAttachment)
        /// What was written goes out still.
        case closing
    }

    let service: ControlContext
    let peer: Peer
    var phase = Phase.calls
    private(set) var context: ChannelHandlerContext?
    private(set) var id: ControlLedger.ConnectionID?
    private var splitter = MessageSplitter(limit: MethodCall.sizeLimit)
    /// Ends a connection whose request does not come to its end.
    private var deadline: Scheduled<Void>?
    private var isReadHeld = false
    private var isPumping = false

    init(_ service: ControlContext, peer: Peer) {
        self.service = service
        self.peer = peer
    }

    // MARK: - Beginning and end

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        switch service.ledger.admit(peer.user) {
        case .success(let id): self.id = id
        case .failure(let limit):
            service.logger.notice(
                "control connection refused",
                metadata: ["peer": "\(peer.name)", "limit": "\(limit.limit) \(limit.what)"])
            close(after: ControlFault.tooMany(what: limit.what, limit: limit.limit))
        }
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        endStream()
        phase = .closing
        if let id { service.ledger.leave(id) }
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A peer that went away, mostly; whatever it is, it concerns this connection only.
        service.logger.debug("control connection failed", metadata: ["peer": "\(peer.name)", "error": "\(error)"])
        context.close(promise: nil)
    }

    /// Leaves the stream that the connection carries.
    func endStream() {
        switch phase {
        case .events(let subscription):
            subscription.end()
            if let id { service.ledger.end(subscriptionOf: id) }
            service.ledger.endViewing()
        case .console(let attachment):
            attachment.end()
            service.ledger.endViewing()
        case .calls, .working, .closing: return
        }
        phase = .calls
    }

    // MARK: - From the caller

    func read(context: ChannelHandlerContext) {
        // Who does not take answers gives no calls.
        if case .calls = phase, !context.channel.isWritable {
            isReadHeld = true
        } else {
            context.read()
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        switch phase {
        case .closing: return
        case .console(let attachment): attachment.receive(Array(buffer.readableBytesView))
        case .calls:
            splitter.append(buffer.readableBytesView)
            answerCalls()
        case .working, .events:
            splitter.append(buffer.readableBytesView)
            // Nobody has so much to say while it waits.
            if splitter.count > MethodCall.sizeLimit { context.close(promise: nil) }
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable {
            if isReadHeld {
                isReadHeld = false
                context.read()
            }
            answerCalls()
            pump()
        }
        context.fireChannelWritabilityChanged()
    }

    /// Answers what has come, as long as answers are taken.
    func answerCalls() {
        guard let context else { return }
        var isProgress = false
        while case .calls = phase, context.channel.isWritable {
            do {
                guard let message = try splitter.next() else { break }
                isProgress = true
                answer(try MethodCall(message))
            } catch {
                // Too long, or no call: where the next one begins cannot be known.
                close(after: .invalidParameter(""))
            }
        }
        if isProgress { context.flush() }
        watchRequest(isProgress: isProgress)
        if case .console(let attachment) = phase, splitter.count > 0 { attachment.receive(takeRest()) }
    }

    private func takeRest() -> [UInt8] {
        let rest = splitter
        splitter = MessageSplitter(limit: MethodCall.sizeLimit)
        return rest.rest()
    }

    private func watchRequest(isProgress: Bool) {
        var isWaiting = false
        if case .calls = phase { isWaiting = splitter.count > 0 }
        if !isWaiting || isProgress {
            deadline?.cancel()
            deadline = nil
        }
        guard isWaiting, deadline == nil, let context else { return }
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        deadline = context.eventLoop.scheduleTask(in: .nanoseconds(service.ledger.options.requestPatience)) {
            bound.value.context?.close(promise: nil)
        }
    }

    // MARK: - To the caller

    /// Writes what a stream has, as long as the caller takes it.
    func pump() {
        guard !isPumping else { return }
        isPumping = true
        defer { isPumping = false }
        // Written out now and then: that may make room for more.
        while let context, context.channel.isWritable, writeSome() { context.flush() }
    }

    /// Returns whether anything was written.
    private func writeSome() -> Bool {
        var isWritten = false
        while let context, context.channel.isWritable {
            switch phase {
            case .events(let subscription):
                guard let item = subscription.viewer.take() else { return isWritten }
                write(item)
            case .console(let attachment):
                switch attachment.next() {
                case .write(let bytes): write(bytes)
                case .close: closeWhenWritten()
                case nil: return isWritten
                }
            case .calls, .working, .closing: return isWritten
            }
            isWritten = true
        }
        return isWritten
    }

    private func write(_ item: EventBacklog.Item) {
        switch item {
        case .event(let line):
            write(
                MethodReply.bytes(parameters: Array("{\"event\":".utf8) + line + [UInt8(ascii: "}")], continues: true))
        case .missed(let count):
            write(MethodReply.bytes(parameters: Array("{\"missed\":\(count)}".utf8), continues: true))
        case .end:
            endStream()
            write(MethodReply.bytes(parameters: Array("{}".utf8)))
            // Not from here: calls that waited are answered when this is done.
            let bound = context.map { NIOLoopBound(self, eventLoop: $0.eventLoop) }
            context?.eventLoop.execute { bound?.value.answerCalls() }
        }
    }

    func write(_ bytes: [UInt8]) {
        guard let context else { return }
        context.write(wrapOutboundOut(context.channel.allocator.buffer(bytes: bytes)), promise: nil)
    }

    private func close(after fault: ControlFault) {
        write(MethodReply.bytes(fault: fault))
        closeWhenWritten()
    }

    /// Closes when the caller has taken all that was written, or has no more time to.
    private func closeWhenWritten() {
        guard let context else { return }
        endStream()
        phase = .closing
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(capacity: 0)))
            .whenComplete { _ in bound.value.close(promise: nil) }
        deadline?.cancel()
        deadline = context.eventLoop.scheduleTask(in: .nanoseconds(service.ledger.options.requestPatience)) {
            bound.value.close(promise: nil)
        }
    }
}
