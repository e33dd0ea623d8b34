// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BoundedWork
import Glibc
import Synchronization
import SystemPackage

/// Connects to a host within a time: looks its name up, and tries its addresses one after the other.
struct TCPConnector {
    /// Seconds of silence after which the other side is asked whether it still lives, between two such questions, and
    /// how many without an answer are too many. See tcp(7), TCP_KEEPIDLE.
    private static let keepAlive: (idle: Int32, interval: Int32, count: Int32) = (30, 10, 3)

    private let host: String
    private let port: Int
    private let name: String
    private let patience: Int64
    private let deadline: ContinuousClock.Instant

    /// - Parameter patience: nanoseconds.
    init(host: String, port: Int, name: String, patience: Int64) {
        self.host = host
        self.port = port
        self.name = name
        self.patience = patience
        deadline = .now + .nanoseconds(patience)
    }

    func connect() throws(SourceError) -> FileDescriptor {
        let endpoints = try endpoints()
        var failure = Errno.timedOut
        for (index, endpoint) in endpoints.enumerated() {
            // One that does not answer leaves time for the others.
            let share = remaining / Int64(endpoints.count - index)
            do throws(Errno) {
                return try connect(to: endpoint, patience: share)
            } catch {
                failure = error
            }
        }
        throw error(failure)
    }

    /// Nanoseconds.
    private var remaining: Int64 {
        let (seconds, attoseconds) = (deadline - .now).components
        return max(seconds * 1_000_000_000 + attoseconds / 1_000_000_000, 0)
    }

    // MARK: - Names

    /// An address that a name stands for.
    private struct Endpoint: Sendable {
        var family: Int32
        /// A sockaddr of that family.
        var address: [UInt8]
    }

    /// A name that takes longer than there is time is left to its thread, which nobody waits for any more.
    private func endpoints() throws(SourceError) -> [Endpoint] {
        // A number needs no looking up.
        if case .success(let endpoints) = Self.lookUp(host, port, flags: AI_NUMERICHOST) { return endpoints }
        final class Answer: Sendable {
            let result = Mutex<Result<[Endpoint], LookupFailure>?>(nil)
            let isThere = ThreadSemaphore()
        }
        let answer = Answer()
        let (host, port) = (host, port)
        WorkerThread.start {
            let result = Self.lookUp(host, port, flags: AI_ADDRCONFIG)
            answer.result.withLock { $0 = result }
            answer.isThere.signal()
        }
        guard answer.isThere.wait(nanoseconds: remaining), let result = answer.result.withLock({ $0 }) else {
            throw SourceError(
                .cannotConnect, on: name, detail: "the name '\(host)' could not be looked up within \(allowance)",
                errno: .timedOut)
        }
        switch result {
        case .success(let endpoints): return endpoints
        case .failure(let failure):
            throw SourceError(
                .cannotConnect, on: name, detail: "the host '\(host)' is not known (\(failure.words))")
        }
    }

    /// What getaddrinfo(3) says.
    private struct LookupFailure: Error {
        var code: Int32

        var words: String { String(cString: gai_strerror(code)).lowercased() }
    }

    private static func lookUp(_ host: String, _ port: Int, flags: Int32) -> Result<[Endpoint], LookupFailure> {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = flags | AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, "\(port)", &hints, &list)
        guard code == 0 else { return .failure(LookupFailure(code: code)) }
        defer { freeaddrinfo(list) }
        var endpoints: [Endpoint] = []
        var next = list
        while let info = next?.pointee {
            if let address = info.ai_addr {
                // SAFETY: ai_addrlen bytes lie there, by getaddrinfo(3).
                let bytes = Array(UnsafeRawBufferPointer(start: address, count: Int(info.ai_addrlen)))
                endpoints.append(Endpoint(family: info.ai_family, address: bytes))
            }
            next = info.ai_next
        }
        return endpoints.isEmpty ? .failure(LookupFailure(code: EAI_NONAME)) : .success(endpoints)
    }

    // MARK: - Connecting

    private func connect(to endpoint: Endpoint, patience: Int64) throws(Errno) -> FileDescriptor {
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let number = socket(endpoint.family, kind, 0)
        guard number >= 0 else { throw Errno(rawValue: errno) }
        do throws(Errno) {
            try connect(number, to: endpoint, patience: patience)
        } catch {
            close(number)
            throw error
        }
        set(number, IPPROTO_TCP, TCP_NODELAY, 1)
        set(number, SOL_SOCKET, SO_KEEPALIVE, 1)
        set(number, IPPROTO_TCP, TCP_KEEPIDLE, Self.keepAlive.idle)
        set(number, IPPROTO_TCP, TCP_KEEPINTVL, Self.keepAlive.interval)
        set(number, IPPROTO_TCP, TCP_KEEPCNT, Self.keepAlive.count)
        return FileDescriptor(rawValue: number)
    }

    private func connect(_ number: Int32, to endpoint: Endpoint, patience: Int64) throws(Errno) {
        let status = endpoint.address.withUnsafeBytes { bytes in
            // SAFETY: the bytes are a sockaddr as getaddrinfo(3) gave it, and the count is its length.
            Glibc.connect(
                number, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
        }
        if status == 0 { return }
        guard errno == EINPROGRESS || errno == EINTR else { throw Errno(rawValue: errno) }
        let end = ContinuousClock.now + .nanoseconds(patience)
        var request = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
        while true {
            let left = (end - .now) / .milliseconds(1)
            let count = poll(&request, 1, Int32(min(max(left.rounded(.up), 0), 1e9)))
            if count > 0 { break }
            if count == 0 { throw .timedOut }
            guard errno == EINTR else { throw Errno(rawValue: errno) }
        }
        var error: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(number, SOL_SOCKET, SO_ERROR, &error, &size)
        if error != 0 { throw Errno(rawValue: error) }
    }

    /// What a socket does not know it goes without.
    private func set(_ number: Int32, _ level: some BinaryInteger, _ option: Int32, _ value: Int32) {
        var value = value
        setsockopt(number, Int32(level), option, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    private func error(_ errno: Errno) -> SourceError {
        let detail: String? =
            switch errno {
            case .connectionRefused:
                "connection refused: nothing listens on that port, or it serves somebody else and takes no second client"
            case .timedOut: "no answer within \(allowance)"
            default: nil
            }
        return SourceError(.cannotConnect, on: name, detail: detail, errno: errno)
    }

    /// `10 s`
    private var allowance: String {
        patience < 1_000_000_000 ? "\(patience / 1_000_000) ms" : "\(patience / 1_000_000_000) s"
    }
}
