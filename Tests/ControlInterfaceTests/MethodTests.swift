// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Testing

@testable import ControlInterface

/// Calls and replies on the wire.
@Suite struct MethodTests {
    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    private func call(_ text: String) throws -> MethodCall { try MethodCall(Array(text.utf8)) }

    @Test func `a call is written as the interface says`() {
        #expect(
            text(MethodCall.bytes(of: Attach(port: "rack/3", access: .takeOver, from: .boot), upgrade: true))
                == #"{"method":"io.bootwatch.Attach","upgrade":true,"parameters":"#
                + #"{"access":"take_over","from":"boot","port":"rack/3"}}"# + "\0")
        #expect(
            text(MethodCall.bytes(of: Attach(port: "a", form: .marked), upgrade: true))
                == #"{"method":"io.bootwatch.Attach","upgrade":true,"parameters":{"form":"marked","port":"a"}}"# + "\0")
        #expect(
            text(MethodCall.bytes(of: Subscribe(), more: true))
                == #"{"method":"io.bootwatch.Subscribe","more":true,"parameters":{}}"# + "\0")
    }

    @Test func `a call is read as it was written`() throws {
        let written = SendBreak(port: "a", milliseconds: 300)
        let read = try MethodCall(Array(MethodCall.bytes(of: written).dropLast()))
        #expect(read.method == "io.bootwatch.SendBreak")
        #expect(read.interface == "io.bootwatch")
        #expect(!read.wantsMore && !read.isOneway && !read.upgrades)
        #expect(try read.parameters(SendBreak.self) == written)
    }

    @Test func `parameters may be left out, be null, or hold more than is known`() throws {
        let name = #"{"method":"io.bootwatch.Status""#
        #expect(try call(name + "}").parameters(GetStatus.self) == GetStatus())
        #expect(try call(name + #","parameters":null}"#).parameters(GetStatus.self) == GetStatus())
        let more = try call(name + #","parameters":{"port":null,"colour":[1]},"later":{}}"#)
        #expect(try more.parameters(GetStatus.self) == GetStatus())
    }

    @Test(
        arguments: [
            (#"{"port":1}"#, "port"), ("{}", "port"), (#"{"port":"a","access":"all"}"#, "access"),
            (#"{"port":"a","from":7}"#, "from"), (#"{"port":"a","form":"plane"}"#, "form"), ("[]", nil), ("7", nil),
        ] as [(String, String?)])
    func `the parameter that is wrong is named`(parameters: String, key: String?) throws {
        let call = try call(#"{"method":"io.bootwatch.Attach","parameters":"# + parameters + "}")
        #expect(throws: VarlinkJSON.Mismatch(key: key)) { try call.parameters(Attach.self) }
    }

    @Test(arguments: ["", "{", "[]", "null", #"{"method":1}"#, "{}", "\u{FFFD}", #"{"method":"a","more":"yes"}"#])
    func `what is no call is refused`(text: String) {
        #expect(throws: VarlinkJSON.Mismatch.self) { try call(text) }
    }

    @Test func `deep nesting is refused`() {
        let depth = 20_000
        let nested = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        #expect(throws: VarlinkJSON.Mismatch.self) { try call(#"{"method":"a","parameters":"# + nested + "}") }
    }

    @Test func `keys have underscores`() throws {
        let port = Port(name: "a", address: "/dev/ttyUSB*", state: .open, baudRate: 115_200)
        let status = PortStatus(port: port, since: "x", receivedBytes: 7, bootBegan: "y")
        let written = text(VarlinkJSON.bytes(of: status))
        #expect(written.contains(#""baud_rate":115200"#))
        #expect(written.contains(#""received_bytes":7"#))
        #expect(written.contains(#""boot_began":"y""#))
        #expect(written.contains(#""address":"/dev/ttyUSB*""#))
        #expect(try VarlinkJSON.value(PortStatus.self, from: Array(written.utf8)) == status)
    }

    @Test(
        arguments: [
            .noSuchPort("a"), .notPermitted(action: "b"), .writerPresent(port: "a", writer: "b"),
            .portNotOpen(port: "a", reason: "b"), .tooMany(what: "viewers", limit: 3), .notUpgraded,
            .interfaceNotFound("a"), .methodNotFound("a.b"), .invalidParameter("a"), .expectedMore,
            .other(name: "a.b"),
        ] as [ControlFault])
    func `a fault comes over as it is, and is a sentence`(fault: ControlFault) throws {
        let reply = try MethodReply(Array(MethodReply.bytes(fault: fault).dropLast()))
        #expect(reply.fault == fault)
        #expect(fault.description.hasSuffix(".") || fault.description.hasSuffix("b"))
    }

    @Test func `replies say whether more follow`() throws {
        let more = try MethodReply(Array(MethodReply.bytes(parameters: Array("{}".utf8), continues: true).dropLast()))
        #expect(more.continues && more.fault == nil)
        let last = try MethodReply(Array(MethodReply.bytes(parameters: Array(#"{"node":"/dev/a"}"#.utf8)).dropLast()))
        #expect(!last.continues)
        #expect(try last.parameters(Release.Reply.self) == Release.Reply(node: "/dev/a"))
    }

    @Test func `the interface has each method and each error that is spoken of here`() {
        let text = InterfaceDescription.text
        #expect(text.contains("\ninterface \(InterfaceDescription.name)\n"))
        let methods = [
            ListPorts.name, GetStatus.name, GetDiagnoses.name, Subscribe.name, Release.name, Reclaim.name, Attach.name,
            SendBreak.name,
        ]
        for method in methods {
            #expect(text.contains("method \(method.dropFirst(InterfaceDescription.name.count + 1))("))
        }
        #expect(text.components("\nmethod ") == methods.count)
        let faults: [ControlFault] = [
            .noSuchPort(""), .notPermitted(action: ""), .writerPresent(port: "", writer: ""),
            .portNotOpen(port: "", reason: ""), .tooMany(what: "", limit: 0), .notUpgraded,
        ]
        for fault in faults {
            #expect(text.contains("error \(fault.name.dropFirst(InterfaceDescription.name.count + 1)) ("))
        }
        #expect(text.components("\nerror ") == faults.count)
    }
}

extension String {
    /// How often a text occurs.
    fileprivate func components(_ text: String) -> Int {
        indices.count { self[$0...].hasPrefix(text) }
    }
}
