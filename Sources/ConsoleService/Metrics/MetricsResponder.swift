// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import NIOCore
import NIOHTTP1

/// Answers one request, and closes the connection: to open one a scrape costs less than to look after those that stay.
final class MetricsResponder: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let page: () -> String
    private var hasAnswered = false

    init(page: @escaping () -> String) {
        self.page = page
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(let request) = unwrapInboundIn(data), !hasAnswered else { return }
        hasAnswered = true
        let path = request.uri.prefix { $0 != "?" }
        switch (request.method, path) {
        case (.GET, "/metrics"), (.HEAD, "/metrics"):
            answer(.ok, page(), type: MetricsPage.mediaType, to: request, context)
        case (.GET, _), (.HEAD, _): answer(.notFound, "The metrics are at /metrics.\n", to: request, context)
        default: answer(.methodNotAllowed, "Only GET is answered.\n", to: request, context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // What is no HTTP was answered by the decoder's own handler, or is beyond an answer.
        context.close(promise: nil)
    }

    private func answer(
        _ status: HTTPResponseStatus, _ text: String, type: String = "text/plain; charset=utf-8",
        to request: HTTPRequestHead, _ context: ChannelHandlerContext
    ) {
        let body = ByteBuffer(string: text)
        var headers: HTTPHeaders = [
            "Content-Type": type, "Content-Length": "\(body.readableBytes)", "Connection": "close",
        ]
        if status == .methodNotAllowed { headers.add(name: "Allow", value: "GET, HEAD") }
        let head = HTTPResponseHead(version: request.version, status: status, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if request.method != .HEAD { context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil) }
        let channel = context.channel
        context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in channel.close(promise: nil) }
    }
}
