// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import EventSinks
import TestSupport
import Testing

@Suite struct SchemaTests {
    @Test func `the command prints the schema's file`() throws {
        let result = try Command("schema").run()
        #expect(result.status == 0)
        #expect(result.output == EventSchema.text)
    }

    @Test func `every enumeration of the schema is the code's`() throws {
        let schema = try EventContract(EventSchema.text)
        func values(_ path: String...) -> Set<String> {
            var value: JSONValue? = schema.root["$defs"]
            for key in path { value = value?[key] }
            return Set((value?["enum"]?.array ?? []).compactMap(\.string))
        }
        func names<Case: RawRepresentable<String> & CaseIterable>(_ type: Case.Type) -> Set<String> {
            Set(type.allCases.map(\.rawValue))
        }
        #expect(values("code") == names(DiagnosisCode.self))
        #expect(values("severity") == names(Severity.self))
        #expect(values("stageName") == names(BootStage.self))
        #expect(values("boot", "properties", "cause") == names(BootCause.self))
        #expect(values("stage", "properties", "activity") == names(LoaderActivity.self))
        #expect(values("finding", "properties", "quality") == names(Finding.Quality.self))
        #expect(values("verdict", "properties", "scope") == names(Verdict.Scope.self))
        #expect(values("verdict", "properties", "outcome") == names(Verdict.Outcome.self))
        #expect(values("layout", "properties", "origin") == names(FlashLayout.Origin.self))
        #expect(values("diagnosis", "properties", "state") == names(Diagnosis.State.self))
        #expect(values("diagnosis", "properties", "owner") == names(Diagnosis.Owner.self))
        #expect(values("gap", "properties", "reason") == names(Gap.Reason.self))
        #expect(values("port", "properties", "notice") == names(PortNotice.Kind.self))
    }

    @Test func `holes and notices of a port conform to the schema, and use no key that it lacks`() throws {
        var analyzer = BootAnalyzer(rules: RuleSet([]), knowledge: .empty)
        var events: [Event] = []
        for kind in PortNotice.Kind.allCases {
            analyzer.note(PortNotice(kind, "A sentence"), at: nil, to: &events)
        }
        for reason in Gap.Reason.allCases {
            analyzer.note(Gap(reason), at: nil, to: &events)
            analyzer.note(Gap(reason, bytes: 12, duration: 3_400_000_000), at: nil, to: &events)
        }
        var encoder = EventEncoder(source: .port("ttyUSB0"))
        for event in events { encoder.append(event) }
        let schema = try EventContract(EventSchema.text)
        let lines = encoder.bytes.split(separator: 0x0A)
        #expect(lines.count == events.count)
        for line in lines {
            #expect(schema.faults(of: try JSONValue(line), allowsUnknownKeys: false) == [])
        }
    }

    /// A capture that gives events of every kind.
    private static let capture = """
        U-Boot 2013.07 (Oct 12 2019 - 14:22:13)
        DRAM:  256 MiB
        Bad eraseblock 3 at 0x00060000
        Loading recovery image from mtd2...
        !!!! Recovery image verify failed repack !!!!
        Starting recovery shell...
        / # cat /proc/mtd
        dev:    size   erasesize  name
        mtd0: 00040000 00020000 "bootloader"
        mtd1: 00020000 00020000 "env"
        mtd2: 00a00000 00020000 "recovery"
        / #

        """

    @Test func `real output of every kind of event conforms to the schema`() throws {
        var command = Command("analyze", "--format", "jsonl", "-")
        command.input = Array(Self.capture.utf8)
        let schema = try EventContract(EventSchema.text)
        var kinds: Set<String> = []
        for line in try command.run().lines {
            let event = try JSONValue(line.utf8)
            #expect(schema.faults(of: event) == [], "\(line)")
            kinds.insert(event["event"]?.string ?? "")
        }
        #expect(kinds == ["boot", "stage", "finding", "layout", "device", "diagnosis", "verdict"])
    }

    @Test func `every sample log's output conforms to the schema, and uses no key that it lacks`() throws {
        let schema = try EventContract(EventSchema.text)
        let logs = SampleLogs.paths
        #expect(logs.count >= 25)
        var command = Command("analyze", "--format", "jsonl")
        command.arguments += logs
        let result = try command.run()
        #expect(result.errors == "")
        var faults: Set<String> = []
        for line in result.lines {
            faults.formUnion(schema.faults(of: try JSONValue(line.utf8), allowsUnknownKeys: false))
        }
        #expect(faults == [])
    }

    @Test(arguments: [
        (#"{"event":"boot","version":1,"file":"a","boot":1,"line":1,"cause":"typed"}"#, "banner is missing"),
        (
            #"{"event":"boot","version":1,"file":"a","boot":1,"line":1,"cause":"magic","banner":null}"#,
            "cause is not one of its values"
        ),
        (
            #"{"event":"boot","version":2,"file":"a","boot":1,"line":1,"cause":"typed","banner":null}"#,
            "version is not the constant"
        ),
        (
            #"{"event":"boot","version":1,"file":"a","boot":0,"line":1,"cause":"typed","banner":null}"#,
            "boot is below its minimum"
        ),
        (
            #"{"event":"boot","version":1,"file":"a","boot":1,"line":"1","cause":"typed","banner":null}"#,
            "line has the wrong type"
        ),
        (
            #"{"event":"boot","version":1,"boot":1,"line":1,"cause":"typed","banner":null}"#,
            "not one of the choices holds"
        ),
    ])
    func `the check of the schema finds faults`(line: String, fault: String) throws {
        #expect(try EventContract(EventSchema.text).faults(of: JSONValue(line.utf8)) == [fault])
    }
}
