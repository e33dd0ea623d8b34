// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ControlInterface
import NIOCore

/// What is answered to each call.
extension ControlConnection {
    /// Answers a call, or begins what it asks for.
    func answer(_ call: MethodCall) {
        do throws(ControlFault) {
            if let parameters = try reply(to: call), !call.isOneway {
                write(MethodReply.bytes(parameters: parameters))
                if case .calls = phase { return }
                pump()
            }
        } catch {
            if !call.isOneway { write(MethodReply.bytes(fault: error)) }
        }
    }

    /// The answer's parameters; nil when there is none, or none yet.
    private func reply(to call: MethodCall) throws(ControlFault) -> [UInt8]? {
        switch call.method {
        case GetInfo.name: return VarlinkJSON.bytes(of: info)
        case GetInterfaceDescription.name:
            let asked = try parameters(GetInterfaceDescription.self, of: call)
            return VarlinkJSON.bytes(of: try description(of: asked.interface))
        case ListPorts.name:
            return VarlinkJSON.bytes(of: ListPorts.Reply(ports: service.directory.consoles().map(\.port)))
        case GetStatus.name:
            let consoles = try consoles(try parameters(GetStatus.self, of: call).port)
            return VarlinkJSON.bytes(
                of: GetStatus.Reply(service: service.directory.service, ports: consoles.map(\.status)))
        case GetDiagnoses.name: return try diagnoses(try parameters(GetDiagnoses.self, of: call))
        case Subscribe.name:
            guard call.wantsMore, !call.isOneway else { throw .expectedMore }
            try subscribe(try parameters(Subscribe.self, of: call))
            return nil
        case Attach.name:
            let asked = try parameters(Attach.self, of: call)
            guard call.upgrades, !call.isOneway else { throw .notUpgraded }
            return VarlinkJSON.bytes(of: try attach(asked))
        case Release.name:
            try release(try parameters(Release.self, of: call), isOneway: call.isOneway)
            return nil
        case Reclaim.name:
            let console = try console(try parameters(Reclaim.self, of: call).port, to: "take a console back")
            service.ledger.endRelease(console)
            console.reclaim()
            return Self.nothing
        case SendBreak.name:
            try sendBreak(try parameters(SendBreak.self, of: call))
            return Self.nothing
        default: throw unknown(call)
        }
    }

    private static let nothing = Array("{}".utf8)

    private func unknown(_ call: MethodCall) -> ControlFault {
        switch call.interface {
        case InterfaceDescription.name, InterfaceDescription.serviceName: .methodNotFound(call.method)
        default: .interfaceNotFound(call.interface)
        }
    }

    private func parameters<Method: ControlMethod>(
        _ type: Method.Type, of call: MethodCall
    ) throws(ControlFault) -> Method {
        do {
            return try call.parameters(type)
        } catch {
            throw .invalidParameter(error.key ?? "parameters")
        }
    }

    // MARK: - Consoles

    private func console(_ name: String) throws(ControlFault) -> any ControlledConsole {
        guard let console = service.directory.console(named: name) else { throw .noSuchPort(name) }
        return console
    }

    /// A console for somebody who wants to do something to it.
    private func console(_ name: String, to action: String) throws(ControlFault) -> any ControlledConsole {
        let console = try console(name)
        guard service.ledger.mayWrite(peer) else { throw .notPermitted(action: action) }
        return console
    }

    /// One console, or all when none is named.
    private func consoles(_ name: String?) throws(ControlFault) -> [any ControlledConsole] {
        guard let name else { return service.directory.consoles() }
        return [try console(name)]
    }

    // MARK: - Looking

    private var info: GetInfo.Reply {
        GetInfo.Reply(
            vendor: "bootwatch", product: "bootwatch", version: service.directory.service.version,
            url: "", interfaces: [InterfaceDescription.serviceName, InterfaceDescription.name])
    }

    private func description(of interface: String) throws(ControlFault) -> GetInterfaceDescription.Reply {
        switch interface {
        case InterfaceDescription.name: GetInterfaceDescription.Reply(description: InterfaceDescription.text)
        case InterfaceDescription.serviceName:
            GetInterfaceDescription.Reply(description: InterfaceDescription.serviceText)
        default: throw .interfaceNotFound(interface)
        }
    }

    private func diagnoses(_ asked: GetDiagnoses) throws(ControlFault) -> [UInt8] {
        var all = try consoles(asked.port).flatMap { $0.diagnoses() }
        if let code = asked.code { all.removeAll { RawJSON($0).member("code")?.plainString != code } }
        return Array("{\"diagnoses\":[".utf8) + all.joined(separator: [UInt8(ascii: ",")]) + Array("]}".utf8)
    }

    private func beginViewing() throws(ControlFault) {
        do {
            try service.ledger.beginViewing()
        } catch {
            throw .tooMany(what: error.what, limit: error.limit)
        }
    }

    /// Wakes this connection from any thread.
    private func waker(_ context: ChannelHandlerContext) -> @Sendable () -> Void {
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        return { [loop = context.eventLoop] in
            loop.execute { bound.value.pump() }
        }
    }

    private func subscribe(_ asked: Subscribe) throws(ControlFault) {
        let consoles = try consoles(asked.port)
        guard let context, let id else { return }
        try beginViewing()
        let viewer = EventViewer(limit: service.ledger.options.backlog, wake: waker(context))
        let subscription = EventSubscription(viewer, from: asked.from ?? .now, isOfOneConsole: asked.port != nil)
        phase = .events(subscription)
        service.ledger.begin(subscription, of: id)
        subscription.begin(consoles)
    }

    private func attach(_ asked: Attach) throws(ControlFault) -> Attach.Reply {
        let access = asked.access ?? .read
        let console =
            access == .read ? try console(asked.port) : try console(asked.port, to: "send anything to a board")
        guard let context else { throw .portNotOpen(port: asked.port, reason: "the connection has ended.") }
        try beginViewing()
        let hub = console.viewers
        let wake = waker(context)
        let form = asked.form ?? .plain
        let viewer = ConsoleViewer(
            name: peer.name, limit: service.ledger.options.backlog, takesEvents: form == .marked, wake: wake)
        // Claimed before anything is shown: a refusal leaves no trace.
        if access != .read, let writer = hub.claim(viewer, takesOver: access == .takeOver) {
            service.ledger.endViewing()
            throw .writerPresent(port: asked.port, writer: writer)
        }
        let position = hub.attach(viewer)
        let replay = asked.from == .boot && console.status.recorded ? BootReplay(console, until: position) : nil
        phase = .console(
            ConsoleAttachment(
                console, viewer: viewer, form: form, replay: replay, worker: service.worker, loop: context.eventLoop,
                wake: wake))
        return Attach.Reply(port: console.port, mayWrite: access != .read)
    }

    // MARK: - Doing

    private func sendBreak(_ asked: SendBreak) throws(ControlFault) {
        let console = try console(asked.port, to: "send a break")
        let milliseconds = asked.milliseconds ?? SendBreak.usualMilliseconds
        guard 1...SendBreak.longestMilliseconds ~= milliseconds else { throw .invalidParameter("milliseconds") }
        let port = console.port
        guard port.state == .open else {
            throw .portNotOpen(port: port.name, reason: port.trouble ?? "it is \(port.state).")
        }
        console.sendBreak(milliseconds: milliseconds)
    }

    /// Begins to release a console; the answer comes when its port is closed.
    private func release(_ asked: Release, isOneway: Bool) throws(ControlFault) {
        let console = try console(asked.port, to: "release a console")
        guard let context, let id else { return }
        let ledger = service.ledger
        if let holder = ledger.beginRelease(console, by: id, name: peer.name, keeps: asked.keep ?? false) {
            throw .portNotOpen(port: asked.port, reason: "it is released already, to \(holder).")
        }
        phase = .working
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        let loop = context.eventLoop
        service.works.yield {
            let answer: [UInt8]
            do throws(ControlRefusal) {
                let node = try await console.release()
                // Whoever asked may have gone meanwhile, and then nobody would take it back.
                if !ledger.isReleased(console) { console.reclaim() }
                answer = MethodReply.bytes(parameters: VarlinkJSON.bytes(of: Release.Reply(node: node)))
            } catch {
                ledger.endRelease(console)
                answer = MethodReply.bytes(fault: .portNotOpen(port: asked.port, reason: error.reason))
            }
            loop.execute { bound.value.finishWork(isOneway ? [] : answer) }
        }
    }

    private func finishWork(_ answer: [UInt8]) {
        guard case .working = phase else { return }
        phase = .calls
        if !answer.isEmpty { write(answer) }
        context?.flush()
        answerCalls()
    }
}
