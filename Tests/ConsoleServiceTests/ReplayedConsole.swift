// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ConsoleRecording
import ControlInterface

@testable import ConsoleService

/// A console of which only the recording matters. A class, as all consoles are.
final class ReplayedConsole: ControlledConsole {
    typealias Reading = @Sendable (_ position: Int, _ end: Int) throws(RecordingError) -> SegmentPortion

    let viewers = ViewerHub(port: "replayed")
    private let start: @Sendable () -> Int?
    private let reading: Reading

    init(start: @escaping @Sendable () -> Int?, reading: @escaping Reading) {
        self.start = start
        self.reading = reading
    }

    convenience init(_ recorder: SegmentRecorder) {
        self.init(
            start: { recorder.bootStart },
            reading: { (position, end) throws(RecordingError) in try recorder.read(from: position, to: end) })
    }

    var bootStart: Int? { start() }

    func readBoot(from position: Int, to end: Int) throws(RecordingError) -> SegmentPortion {
        try reading(position, end)
    }

    var port: Port { Port(name: "replayed", address: "replayed", state: .open) }
    var status: PortStatus { PortStatus(port: port, since: "2026-01-31T09:56:41.123456Z", recorded: true) }
    func diagnoses() -> [[UInt8]] { [] }
    func send(_ bytes: [UInt8]) -> Int { bytes.count }
    func sendBreak(milliseconds: Int) {}
    func release() async throws(ControlRefusal) -> String? { nil }
    func reclaim() {}
}
