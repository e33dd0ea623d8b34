// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import NIOCore

/// Bounds a connection that asks one thing: bytes that it may send, and the time until it must be over.
final class RequestLimit: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    static let maximumBytes = 8_192
    /// For asking and for taking the answer.
    static let maximumTime = TimeAmount.seconds(10)

    private let time: TimeAmount
    private var received = 0
    private var end: Scheduled<Void>?

    init(time: TimeAmount = maximumTime) {
        self.time = time
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let channel = context.channel
        end = context.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        end?.cancel()
        end = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received += unwrapInboundIn(data).readableBytes
        guard received <= Self.maximumBytes else { return context.close(promise: nil) }
        context.fireChannelRead(data)
    }
}
