// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import SystemPackage

/// A connection to the service. Its calls wait for their answers; it belongs on a thread that may wait.
package struct ControlClient: ~Copyable {
    /// Where the service's socket lies unless the environment says otherwise.
    package static let usualPath = "/run/bootwatch/io.bootwatch"
    package static let usualPatience: Duration = .seconds(10)

    private let socket: ControlSocket
    private var splitter = MessageSplitter(limit: MethodReply.sizeLimit)
    private let patience: Duration

    /// Where the service's socket lies: `$BOOTWATCH_SOCKET`, or the usual place.
    package static func path(environment: [String: String]) -> String {
        environment["BOOTWATCH_SOCKET"].flatMap { $0.isEmpty ? nil : $0 } ?? usualPath
    }

    /// Connects.
    ///
    /// - Parameter patience: how long an answer may take.
    /// - Throws: `ControlError` with code `.notRunning`, `.permissionDenied` or `.badPath`.
    package init(path: String, patience: Duration = usualPatience) throws(ControlError) {
        socket = try ControlSocket(path: path)
        self.patience = patience
    }

    /// Readable when an answer has come, or the service has ended the connection.
    package var readiness: FileDescriptor { socket.readiness }

    /// - Throws: `ControlError` with code `.refused` when the service said no; `.lost`, `.tooSlow` or `.notUnderstood`.
    package mutating func call<Method: ControlMethod>(_ method: Method) throws(ControlError) -> Method.Reply {
        try send(MethodCall.bytes(of: method))
        return try parameters(Method.Reply.self, of: try answer())
    }

    /// The diagnoses as their events are written, each a JSON object.
    package mutating func diagnoses(_ method: GetDiagnoses) throws(ControlError) -> [[UInt8]] {
        try send(MethodCall.bytes(of: method))
        return try answer().rawParameters?.member("diagnoses")?.elements.map(\.text) ?? []
    }

    /// Asks for events; the first answer may already be an error, which the stream's first ``EventStream/next()`` throws.
    package consuming func subscribe(_ method: Subscribe) throws(ControlError) -> EventStream {
        try send(MethodCall.bytes(of: method, more: true))
        return EventStream(self)
    }

    /// Takes the raw console: from here on the connection carries its bytes.
    package consuming func attach(_ method: Attach) throws(ControlError) -> AttachedStream {
        try send(MethodCall.bytes(of: method, upgrade: true))
        let reply = try parameters(Attach.Reply.self, of: try answer())
        return AttachedStream(reply, first: splitter.rest(), descriptor: socket.release())
    }

    // MARK: - Messages

    private func send(_ bytes: [UInt8]) throws(ControlError) {
        try socket.send(bytes, until: .now + patience)
    }

    /// The next reply, when it is no error.
    private mutating func answer() throws(ControlError) -> MethodReply {
        guard let reply = try reply(until: .now + patience) else { throw ControlError(.lost, path: socket.path) }
        return reply
    }

    /// - Parameter deadline: nil waits without limit.
    /// - Returns: nil when the connection ended in an orderly way.
    mutating func reply(until deadline: ContinuousClock.Instant?) throws(ControlError) -> MethodReply? {
        while true {
            let reply: MethodReply
            do {
                guard let message = try splitter.next() else {
                    let some = try socket.receive(until: deadline)
                    if some.isEmpty {
                        if splitter.count > 0 { throw ControlError(.lost, path: socket.path) }
                        return nil
                    }
                    splitter.append(some)
                    continue
                }
                reply = try MethodReply(message)
            } catch let error as ControlError {
                throw error
            } catch {
                throw ControlError(.notUnderstood, path: socket.path)
            }
            if let fault = reply.fault { throw ControlError(.refused(fault), path: socket.path) }
            return reply
        }
    }

    private func parameters<Value: Decodable>(
        _ type: Value.Type, of reply: MethodReply
    ) throws(ControlError) -> Value {
        do {
            return try reply.parameters(type)
        } catch {
            throw ControlError(.notUnderstood, path: socket.path)
        }
    }
}
