// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BoundedWork
import ControlInterface
package import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization

/// Answers at the control socket: `io.bootwatch`, a Varlink interface.
///
/// One thread serves all connections; nothing on it waits for a console, a disk or a peer. Every request is bounded in
/// size, time and number. A class, for others tell it what changes while it runs.
package final class ControlServer: Service {
    /// Bytes that are read at a time: calls are short, and so is what people type.
    private static let readSize = 4 * 1_024
    /// Bytes that wait in a connection before its backlog does.
    private static let writeBuffer = ChannelOptions.Types.WriteBufferWaterMark(low: 16 * 1_024, high: 64 * 1_024)

    private let directory: any ConsoleDirectory
    private let ledger: ControlLedger
    private let socket: Mutex<ListeningSocket?>
    private let logger: Logger
    private let path: String

    /// Binds and listens: connections are taken into the kernel's queue from here on, and answered when it runs.
    ///
    /// - Throws: `ControlServerError` when the socket cannot be had, or there is no such group.
    package init(
        _ directory: any ConsoleDirectory, on listener: ControlListener, options: ControlOptions, logger: Logger
    ) throws(ControlServerError) {
        let made: ListeningSocket
        switch listener {
        case .path(let path):
            self.path = path
            let group = try Self.group(options, path: path)
            made = try ListeningSocket(path: path, mode: options.socketMode, group: group)
            ledger = ControlLedger(options, group: group)
        case .inherited(let descriptor):
            path = "the inherited socket"
            ledger = ControlLedger(options, group: try Self.group(options, path: path))
            made = ListeningSocket(inherited: descriptor)
        }
        socket = Mutex(made)
        self.directory = directory
        self.logger = logger
    }

    private static func group(_ options: ControlOptions, path: String) throws(ControlServerError) -> UInt32? {
        guard let name = options.group else { return nil }
        guard let number = UserGroup.number(of: name) else {
            throw ControlServerError(code: .noSuchGroup(name), path: path)
        }
        return number
    }

    /// How many are connected.
    package var connections: Int { ledger.connections }

    /// Takes new limits and another group, for what comes from now on; the socket stays as it is.
    ///
    /// - Throws: `ControlServerError` when there is no such group; nothing is changed then.
    package func apply(_ options: ControlOptions) throws(ControlServerError) {
        ledger.apply(options, group: try Self.group(options, path: path))
    }

    /// Consoles came or went: who takes the events of all gets those of the new ones too.
    package func consolesChanged() {
        let consoles = directory.consoles()
        for subscription in ledger.subscriptions { subscription.update(consoles) }
    }

    /// Answers until it is shut down or cancelled, once; then it closes all connections, and removes a socket that it made.
    package func run() async throws {
        guard let descriptor = socket.withLock({ $0?.giveDescriptor() }) else { return }
        defer { socket.withLock { $0 = nil } }
        let (works, continuation) = AsyncStream.makeStream(of: (@Sendable () async -> Void).self)
        let worker = ConsoleAttachment.Worker(limit: 0) { items in
            for case .element(let work) in items { work() }
        }
        let context = ControlContext(
            directory: directory, ledger: ledger, worker: worker, works: continuation, logger: logger)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        do {
            let channel = try await Self.bootstrap(context, on: group).withBoundSocket(descriptor).get()
            await withTaskCancellationOrGracefulShutdownHandler {
                await withDiscardingTaskGroup { tasks in
                    for await work in works { tasks.addTask { await work() } }
                }
            } onCancelOrGracefulShutdown: {
                // Whoever waits for an answer is waited for; nobody new comes in.
                channel.close(promise: nil)
                continuation.finish()
            }
        } catch {
            logger.error("control socket failed", metadata: ["path": "\(path)", "error": "\(error)"])
            try? await group.shutdownGracefully()
            throw error
        }
        // Closes the connections too; what they released is taken back.
        try await group.shutdownGracefully()
        worker.finish(patience: 0)
    }

    private static func bootstrap(_ context: ControlContext, on group: MultiThreadedEventLoopGroup) -> ServerBootstrap {
        ServerBootstrap(group: group)
            .childChannelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: readSize))
            .childChannelOption(.writeBufferWaterMark, value: writeBuffer)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let peer = try channel.pipeline.syncOperations.withUnsafeTransportIfAvailable(
                        of: NIOBSDSocket.Handle.self
                    ) { Peer(descriptor: $0) }
                    // Nobody can be let in who cannot be told from others.
                    guard let peer = peer ?? nil else { throw ChannelError.operationUnsupported }
                    try channel.pipeline.syncOperations.addHandler(ControlConnection(context, peer: peer))
                }
            }
    }
}
