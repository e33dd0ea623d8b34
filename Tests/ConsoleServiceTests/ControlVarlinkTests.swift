// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import ControlInterface
import Glibc
import TestSupport
import Testing

@testable import ConsoleService

/// The control server, asked by a client that is not ours.
@Suite(.serialized, .enabled(if: VarlinkClient.isAvailable, "the Python package `varlink` is not installed"))
struct ControlVarlinkTests {
    @Test func `the interface is found, and read without an error`() async throws {
        try await ControlBench.run { bench in
            let answers = try VarlinkClient(bench).answers("Interfaces", "Describe")
            #expect(answers[0]["interfaces"] == .array([.string("org.varlink.service"), .string("io.bootwatch")]))
            let members = [
                "Port", "PortStatus", "Service", "ListPorts", "Status", "Diagnoses", "Subscribe", "Release", "Reclaim",
                "Attach", "SendBreak", "NoSuchPort", "NotPermitted", "WriterPresent", "PortNotOpen", "TooMany",
                "NotUpgraded",
            ]
            #expect(answers[1]["members"] == .array(members.map(JSONValue.string)))
        }
    }

    @Test func `consoles and states have the types that the interface says`() async throws {
        try await ControlBench.run { bench in
            let answers = try VarlinkClient(bench).answers("ListPorts", "Status", "Status", #"{"port":"rack2"}"#)
            let node = try bench.console().board.node
            #expect(answers[0]["reply"]?["ports"]?[0]?["name"]?.string == "rack1")
            #expect(answers[0]["reply"]?["ports"]?[0]?["node"]?.string == node)
            #expect(answers[0]["reply"]?["ports"]?[0]?["state"]?.string == "open")
            #expect(answers[0]["reply"]?["ports"]?[0]?["baud_rate"]?.number == 115_200)
            #expect(answers[1]["reply"]?["service"]?["version"]?.string == "1.2.3")
            #expect(answers[1]["reply"]?["ports"]?[1]?["port"]?["name"]?.string == "rack2")
            #expect(answers[2]["reply"]?["ports"]?[0]?["port"]?["name"]?.string == "rack2")
            #expect(answers[2]["reply"]?["ports"]?[1] == nil)
        }
    }

    @Test func `errors come as the interface says`() async throws {
        try await ControlBench.run { bench in
            let client = VarlinkClient(bench)
            let answers = try client.answers(
                "Status", #"{"port":"x"}"#, "Reclaim", #"{"port":"y"}"#, "SendBreak",
                #"{"port":"rack1","milliseconds":0}"#, "Attach", #"{"port":"rack1","access":"all"}"#)
            #expect(answers[0]["error"]?.string == "io.bootwatch.NoSuchPort")
            #expect(answers[0]["parameters"]?["port"]?.string == "x")
            #expect(answers[1]["parameters"]?["port"]?.string == "y")
            #expect(answers[2]["error"]?.string == "org.varlink.service.InvalidParameter")
            #expect(answers[2]["parameters"]?["parameter"]?.string == "milliseconds")
            #expect(answers[3]["parameters"]?["parameter"]?.string == "access")
        }
    }

    @Test func `events and diagnoses are objects`() async throws {
        try await ControlBench.run { bench in
            let diagnosis = ControlSample.diagnosis("d1")
            try bench.console().viewers.publish([ControlSample.boot(1), ControlSample.event(.diagnosis(diagnosis))])
            let answers = try VarlinkClient(bench).answers(
                "Diagnoses", #"{"code":"flash.io-error"}"#, "Diagnoses", #"{"code":"boot.hang"}"#, "Subscribe",
                #"{"from":"boot","count":2}"#)
            #expect(answers[0]["reply"]?["diagnoses"]?[0]?["id"]?.string == "d1")
            #expect(answers[0]["reply"]?["diagnoses"]?[0]?["summary"]?.string == diagnosis.summary)
            #expect(answers[1]["reply"]?["diagnoses"] == .array([]))
            #expect(answers[2]["reply"]?["event"]?["event"]?.string == "boot")
            #expect(answers[3]["reply"]?["event"]?["port"]?.string == "rack1")
        }
    }

    @Test func `a console is released, and taken back when the client goes`() async throws {
        try await ControlBench.run { bench in
            let console = try bench.console()
            let answers = try VarlinkClient(bench).answers("Release", #"{"port":"rack1"}"#, "ListPorts")
            #expect(answers[0]["reply"]?["node"]?.string == console.board.node)
            #expect(answers[1]["reply"]?["ports"]?[0]?["state"]?.string == "released")
            #expect(console.waitUntilOpen())
        }
    }

    @Test func `the raw console comes by an upgrade`() async throws {
        try await ControlBench.run { bench in
            let console = try bench.console()
            try console.board.print("U-Boot\r\n=> ")
            #expect(ControlBench.eventually { console.viewers.position == 11 })
            let answers = try VarlinkClient(bench).answers(
                "Attach", #"{"port":"rack1","access":"write","from":"boot","type":"run\r","until":"=> "}"#)
            #expect(answers[0]["seen"]?.string == "U-Boot\r\n=> ")
            #expect(answers[0]["reply"]?["port"]?["name"]?.string == "rack1")
            #expect(try console.board.received(4) == Array("run\r".utf8))
        }
    }

    @Test(.enabled(if: getuid() == 0, "only root can be somebody else"))
    func `others may look, and the group may write`() async throws {
        var options = ControlOptions()
        options.group = "daemon"
        options.socketMode = 0o666
        let daemon = try #require(UserGroup.number(of: "daemon"))
        try await ControlBench.run(options) { bench in
            let calls = [
                "ListPorts", "Release", #"{"port":"rack1"}"#, "Reclaim", #"{"port":"rack1"}"#, "SendBreak",
                #"{"port":"rack1"}"#, "Attach", #"{"port":"rack1","access":"take_over"}"#, "Attach",
                #"{"port":"rack1","until":""}"#,
            ]
            let stranger = try VarlinkClient(bench, user: "65534:65534").answers(calls)
            #expect(stranger[0]["reply"]?["ports"]?[1]?["name"]?.string == "rack2")
            for (answer, action) in zip(
                stranger[1...4],
                ["release a console", "take a console back", "send a break", "send anything to a board"])
            {
                #expect(answer["error"]?.string == "io.bootwatch.NotPermitted")
                #expect(answer["parameters"]?["action"]?.string == action)
            }
            #expect(stranger[5]["reply"]?["may_write"] == .bool(false))
            let member = try VarlinkClient(bench, user: "65534:\(daemon)").answers(
                "SendBreak", #"{"port":"rack1"}"#, "Attach", #"{"port":"rack1","access":"write","until":""}"#)
            #expect(member[0]["error"] == nil)
            #expect(member[1]["reply"]?["may_write"] == .bool(true))
            // Taken away while the service runs: it counts from the next call on.
            try bench.server.apply(ControlOptions())
            let former = try VarlinkClient(bench, user: "65534:\(daemon)").answers("SendBreak", #"{"port":"rack1"}"#)
            #expect(former[0]["error"]?.string == "io.bootwatch.NotPermitted")
        }
    }

    @Test(.enabled(if: getuid() == 0, "only root can be somebody else"))
    func `a socket for the group lets nobody else in`() async throws {
        var options = ControlOptions()
        options.group = "daemon"
        let daemon = try #require(UserGroup.number(of: "daemon"))
        try await ControlBench.run(options) { bench in
            #expect(throws: VarlinkClient.Failure.self) {
                try VarlinkClient(bench, user: "65534:65534").answers("ListPorts")
            }
            let member = try VarlinkClient(bench, user: "65534:\(daemon)").answers("ListPorts")
            #expect(member[0]["reply"]?["ports"]?[0]?["name"]?.string == "rack1")
        }
    }
}
