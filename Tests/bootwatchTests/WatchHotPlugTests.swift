// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import TestSupport
import Testing

/// Adapters that are plugged in and out while they are watched.
@Suite(
    .enabled(
        if: PortsTestbed.isAvailable, "needs the packages umockdev, python3-gi and gir1.2-umockdev-1.0"))
struct WatchHotPlugTests {
    /// Nanoseconds that a node may wait to be opened; much more than it takes, for a machine under load.
    private static let patience: Int64 = 1_000_000_000
    /// Cycles before descriptors and memory are counted.
    private static let warmUp = 20
    private static let cycles = 100

    private static func watch(_ testbed: PortsTestbed, _ arguments: String...) throws -> RunningWatch {
        var command = testbed.command()
        command.arguments = ["watch", "--format", "jsonl"] + arguments
        return try RunningWatch(command)
    }

    /// How far CLOCK_REALTIME is ahead of CLOCK_MONOTONIC, in nanoseconds.
    private static var epoch: Int64 {
        var (real, steady) = (timespec(), timespec())
        clock_gettime(CLOCK_REALTIME, &real)
        clock_gettime(CLOCK_MONOTONIC, &steady)
        return Int64(real.tv_sec - steady.tv_sec) * 1_000_000_000 + Int64(real.tv_nsec - steady.tv_nsec)
    }

    /// Nanoseconds since the epoch of `2026-11-21T17:38:03.733811Z`.
    private static func nanoseconds(of time: String) -> Int64? {
        let numbers = time.split { !$0.isNumber }.compactMap { Int32($0) }
        guard numbers.count == 7 else { return nil }
        var parts = tm()
        (parts.tm_year, parts.tm_mon, parts.tm_mday) = (numbers[0] - 1_900, numbers[1] - 1, numbers[2])
        (parts.tm_hour, parts.tm_min, parts.tm_sec) = (numbers[3], numbers[4], numbers[5])
        return Int64(timegm(&parts)) * 1_000_000_000 + Int64(numbers[6]) * 1_000
    }

    /// Open descriptors of a process.
    private static func descriptors(of process: pid_t) -> [String] {
        guard let directory = opendir("/proc/\(process)/fd") else { return [] }
        defer { closedir(directory) }
        var targets: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard !name.hasPrefix(".") else { continue }
            var buffer = [UInt8](repeating: 0, count: 256)
            let count = readlink("/proc/\(process)/fd/\(name)", &buffer, buffer.count)
            targets.append("\(name) \(String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self))")
        }
        return targets.sorted()
    }

    /// The fewest descriptors that a process has open while nothing happens: now and then it looks into /proc.
    ///
    /// - Parameter expected: how few are waited for.
    private static func restingDescriptors(of process: pid_t, expected: Int = 0) -> [String] {
        var fewest = descriptors(of: process)
        let start = ContinuousClock.now
        while fewest.count > expected, ContinuousClock.now - start < .seconds(expected == 0 ? 1 : 20) {
            usleep(5_000)
            let now = descriptors(of: process)
            if now.count < fewest.count { fewest = now }
        }
        return fewest
    }

    /// Kilobytes of memory that a process has in use.
    private static func memory(of process: pid_t) -> Int {
        let status = String(decoding: Folder.bytes(ofFile: "/proc/\(process)/status"), as: UTF8.self)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return line.flatMap { $0.split(separator: " ").dropLast().last }.flatMap { Int($0) } ?? 0
    }

    // MARK: - Coming and going

    @Test func `an adapter is waited for by its serial number, and taken up as another node`() throws {
        let testbed = try PortsTestbed()
        try testbed.perform("plug ch340")
        let watch = try Self.watch(testbed, "serial:A50285BI")
        #expect(
            try watch.notice("waiting")?["text"]?.string == """
                There is no port 'serial:A50285BI'. Ports at hand: /dev/ttyUSB3 (QinHeng Electronics USB Serial). \
                Waiting for it.
                """)
        try testbed.perform("plug ftdi2")
        try testbed.perform("plug ftdi")
        #expect(try watch.notice("opened")?["text"]?.string == "/dev/ttyUSB0 is open at 115200 8N1.")
        try testbed.perform("send ftdi \("U-Boot 2022.01 (Jan 10 2022 - 18:46:34 +0000)\nhalf".hex)")
        #expect(try watch.event { $0["event"]?.string == "boot" } != nil)
        try testbed.perform("unplug ftdi")
        #expect(try watch.notice("lost")?["text"]?.string?.hasSuffix("; waiting for it.") == true)
        // Another adapter on the node of before is not taken for it.
        try testbed.perform("plug cp210x ttyUSB0")
        try testbed.perform("plug ftdi ttyUSB7")
        #expect(try watch.event { $0["event"]?.string == "gap" } != nil)
        #expect(try watch.notice("opened")?["text"]?.string == "/dev/ttyUSB7 is open at 115200 8N1.")
        try testbed.perform("send ftdi \("DRAM:  512 MiB\n".hex)")
        #expect(try watch.event { $0["fact"]?.string == "dram" } != nil)
        try watch.type(Array("reset\r".utf8))
        #expect(try testbed.perform("receive ftdi 6") == ["reset\r".hex])
        #expect(try watch.end(by: SIGTERM).status == 143)
    }

    @Test func `a hundred replugs are taken up in time, and cost neither descriptors nor memory`() throws {
        let testbed = try PortsTestbed()
        let watch = try Self.watch(testbed, "serial:A50285BI")
        #expect(try watch.notice("waiting") != nil)
        var delays: [Int64] = []
        var before: (descriptors: [String], memory: Int) = ([], 0)
        var after = before
        for cycle in 0..<Self.cycles {
            let answer = try testbed.perform("plug ftdi ttyUSB\(cycle % 10)")
            let opened = try #require(try watch.notice("opened"), "cycle \(cycle)")
            #expect(opened["text"]?.string == "/dev/ttyUSB\(cycle % 10) is open at 115200 8N1.")
            let moment = try #require(Int64(answer[2]))
            let time = try #require(opened["time"]?.string.flatMap(Self.nanoseconds(of:)))
            delays.append(time - Self.epoch - moment)
            try testbed.perform("send ftdi \("cycle \(cycle)\nhalf a li".hex)")
            let process = watch.child.process
            if cycle == Self.warmUp {
                before = (Self.restingDescriptors(of: process), Self.memory(of: process))
            } else if cycle == Self.cycles - 1 {
                after.descriptors = Self.restingDescriptors(of: process, expected: before.descriptors.count)
                after.memory = Self.memory(of: process)
            }
            try testbed.perform("unplug ftdi")
            #expect(try watch.notice("lost") != nil)
        }
        let sorted = delays.sorted()
        let (median, longest) = (sorted[sorted.count / 2], sorted[sorted.count - 1])
        print(
            """
            replug: node to opened median \(median / 1_000) µs, 99th \(sorted[98] / 1_000) µs, longest \
            \(longest / 1_000) µs; descriptors \(before.descriptors.count) → \(after.descriptors.count), \
            VmRSS \(before.memory) → \(after.memory) KiB
            """)
        #expect(longest < Self.patience)
        #expect(after.descriptors.count == before.descriptors.count, "\(before.descriptors) → \(after.descriptors)")
        #expect(after.memory - before.memory < 4_096)
        #expect(try watch.end(by: SIGTERM).status == 143)
    }
}

extension String {
    /// Its bytes as the testbed takes them.
    fileprivate var hex: String {
        utf8.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}
