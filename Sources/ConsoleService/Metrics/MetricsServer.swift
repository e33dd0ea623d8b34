// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
package import Logging
package import NIOCore
import NIOHTTP1
import NIOPosix
import ServiceLifecycle
import Synchronization

/// Gives the page of metrics to whoever asks for `/metrics` on a socket.
///
/// Bounded: so many connections, one request each, in so much time. It hurts nobody when it cannot listen: that is said,
/// and the consoles go on. A class: connections share its count.
package final class MetricsServer: Service {
    /// What a connection over the limit is closed with.
    private struct TooManyReaders: Error {}

    package static let maximumConnections = 16

    private let address: ListenAddress
    private let group: any EventLoopGroup
    private let logger: Logger
    private let read: @Sendable () -> ServiceMetrics
    private let connections = Atomic(0)
    private let bound = Mutex<SocketAddress?>(nil)

    /// - Parameters:
    ///   - group: whose loops serve; the caller ends it.
    ///   - read: called on a loop of the group; must not wait.
    package init(
        _ address: ListenAddress, group: any EventLoopGroup, logger: Logger,
        read: @escaping @Sendable () -> ServiceMetrics
    ) {
        self.address = address
        self.group = group
        self.logger = logger
        self.read = read
    }

    /// Where it listens, with the port that was given for port 0; nil while it does not.
    package var localAddress: SocketAddress? { bound.withLock { $0 } }

    package func run() async throws {
        let listener: any Channel
        do {
            listener = try await listen()
        } catch {
            logger.error(
                "cannot listen for readers of metrics", metadata: ["address": "\(address)", "error": "\(error)"])
            try? await gracefulShutdown()
            return
        }
        bound.withLock { $0 = listener.localAddress }
        logger.info("metrics are served", metadata: ["address": "\(address)"])
        try? await gracefulShutdown()
        bound.withLock { $0 = nil }
        // It is closed already when the system closed it, ignoring.
        try? await listener.close()
        if case .unix(let path) = address { unlink(path) }
    }

    private func listen() async throws -> any Channel {
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: Int32(Self.maximumConnections))
            // Who says that nothing more will be asked still gets the answer.
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { [self] channel in add(channel) }
        switch address {
        case .unix(let path):
            let channel = try await bootstrap.bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true).get()
            // As the control socket: the service's group may look.
            chmod(path, 0o660)
            return channel
        case .tcp(let host, let port):
            return try await bootstrap.serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .bind(host: host, port: port).get()
        }
    }

    private func add(_ channel: any Channel) -> EventLoopFuture<Void> {
        channel.eventLoop.makeCompletedFuture { [self] in
            let count = connections.add(1, ordering: .acquiringAndReleasing).newValue
            channel.closeFuture.whenComplete { [self] _ in connections.subtract(1, ordering: .acquiringAndReleasing) }
            guard count <= Self.maximumConnections else { throw TooManyReaders() }
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(RequestLimit())
            try pipeline.configureHTTPServerPipeline(withPipeliningAssistance: false)
            try pipeline.addHandler(MetricsResponder { [read] in MetricsPage(read()).text })
        }
    }
}
