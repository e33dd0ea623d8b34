// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BoundedWork
import ConsoleService
import Glibc
import Logging
import NIOCore
import NIOPosix
import Synchronization
import Testing

struct MetricsServerTests {
    private static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// Serves on a socket in a folder of its own; the test gets its path.
    private func withServer(_ test: @escaping @Sendable (String) throws -> Void) async throws {
        let folder = try MetricsFolder()
        let path = "\(folder.path)/metrics"
        let server = MetricsServer(
            .unix(path: path), group: MultiThreadedEventLoopGroup.singleton, logger: Self.silent
        ) { .sample }
        try await withServices([server]) {
            try #require(MetricsClient.waits { server.localAddress != nil })
            try test(path)
        }
        #expect(folder.names.isEmpty)
    }

    @Test func `who asks for the metrics gets the page`() async throws {
        try await withServer { path in
            let reply = try MetricsClient(path).reply(to: "GET /metrics HTTP/1.1\r\nHost: bench\r\n\r\n")
            let page = MetricsPage(.sample).text
            #expect(reply.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(reply.contains("\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n"))
            #expect(reply.contains("\r\nContent-Length: \(page.utf8.count)\r\n"))
            #expect(reply.hasSuffix("\r\n\r\n\(page)"))
        }
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 404 Not Found"),
        ("GET /metricsfoo HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 404 Not Found"),
        ("GET /metrics?name=x HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 200 OK"),
        ("GET /metrics HTTP/1.0\r\n\r\n", "HTTP/1.0 200 OK"),
        ("HEAD /metrics HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 200 OK"),
        ("POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc", "HTTP/1.1 405 Method Not Allowed"),
        ("DELETE /metrics HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 405 Method Not Allowed"),
        ("\u{0}\u{1}\u{2} nonsense\r\n\r\n", "HTTP/1.1 400 Bad Request"),
    ])
    func `every other request gets its answer`(request: String, status: String) async throws {
        try await withServer { path in
            let reply = try MetricsClient(path).reply(to: request)
            #expect(reply.hasPrefix(status + "\r\n"), "\(reply.prefix(200))")
        }
    }

    @Test func `a request that never ends is dropped, and others are answered`() async throws {
        try await withServer { path in
            let endless = try MetricsClient(path)
            let header = "X-More: " + String(repeating: "x", count: 1_000) + "\r\n"
            let reply = try endless.reply(to: "GET /metrics HTTP/1.1\r\n" + String(repeating: header, count: 20))
            #expect(!reply.contains("200"))
            #expect(try MetricsClient(path).reply(to: "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n").contains("200 OK"))
        }
    }

    @Test func `connections are counted, and those that end make room`() async throws {
        try await withServer { path in
            let request = "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"
            var open: [MetricsClient] = []
            // The first ones are known to be taken when the last is not answered any more. Anew each time: one that asks
            // for nothing is dropped after a while.
            #expect(
                MetricsClient.waits {
                    open = (0..<MetricsServer.maximumConnections).compactMap { _ in try? MetricsClient(path) }
                    return (try? MetricsClient(path).reply(to: request)) == ""
                })
            open.removeAll()
            #expect(MetricsClient.waits { (try? MetricsClient(path).reply(to: request))?.contains("200 OK") == true })
        }
    }

    @Test func `a port of this host serves as well`() async throws {
        let server = MetricsServer(
            .tcp(host: "127.0.0.1", port: 0), group: MultiThreadedEventLoopGroup.singleton, logger: Self.silent
        ) { .sample }
        try await withServices([server]) {
            try #require(MetricsClient.waits { server.localAddress?.port != nil })
            let port = try #require(server.localAddress?.port)
            let reply = try MetricsClient(port: UInt16(port)).reply(to: "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(reply.hasSuffix(MetricsPage(.sample).text))
        }
    }

    @Test func `an address that cannot be had is told, and does not end the service`() async throws {
        let log = LogLines()
        let address = ListenAddress.unix(path: "/nowhere/metrics")
        let server = MetricsServer(
            address, group: MultiThreadedEventLoopGroup.singleton, logger: log.logger
        ) { .sample }
        try await withServices([server]) {
            #expect(MetricsClient.waits { !log.lines.isEmpty })
            #expect(
                log.lines.first?.hasPrefix("error: cannot listen for readers of metrics address=unix:/nowhere") == true)
            #expect(server.localAddress == nil)
        }
    }
}
