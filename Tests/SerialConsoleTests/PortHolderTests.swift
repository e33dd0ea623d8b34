// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import CLinuxTTY
import Glibc
import SystemPackage
import Testing

@testable import SerialConsole

/// Others who have a port, before us or beside us.
@Suite struct PortHolderTests {
    private func failure(_ path: String) -> SourceError? {
        do {
            _ = try SerialPort(path: path, settings: LineSettings())
            return nil
        } catch {
            return error
        }
    }

    /// 6 is LOCK_EX | LOCK_NB; what flock(1) does, without a child.
    private static let locking = [
        "perl", "-e", "flock(STDIN, 6) or die; $| = 1; print qq(ready\\n); sleep 600",
    ]

    @Test func `a port that is locked names who has it`() throws {
        let terminal = try PseudoTerminal()
        let other = try OtherProgram(
            Self.locking, input: terminal.path, untilPrints: "ready")
        #expect(
            failure(terminal.path).map { "\($0)" } == """
                Cannot open '\(terminal.path)': it is in use by perl (pid \(other.pid)). End that program, or choose \
                another port.
                """)
    }

    @Test(.enabled(if: geteuid() == 0))  // Others are not even let in.
    func `a port that is exclusive names who has it`() throws {
        let terminal = try PseudoTerminal()
        // 0x540C is TIOCEXCL.
        let other = try OtherProgram(
            ["perl", "-e", "ioctl(STDIN, 0x540C, 0) or die; $| = 1; print qq(ready\\n); sleep 600"],
            input: terminal.path, untilPrints: "ready")
        let error = failure(terminal.path)
        #expect(error?.code == .busy)
        #expect(error?.detail?.contains("perl (pid \(other.pid))") == true)
    }

    @Test func `a port that this program has already is busy`() throws {
        let terminal = try PseudoTerminal()
        let port = try SerialPort(path: terminal.path, settings: LineSettings())
        let error = failure(terminal.path)
        #expect(error?.code == .busy)
        #expect(error?.detail?.hasSuffix("(pid \(getpid()))") == true)
        #expect(port.settings != nil)
    }

    @Test func `the terminal that this program talks on is no port`() throws {
        let terminal = try PseudoTerminal()
        let input = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
        dup2(terminal.near.descriptor.rawValue, STDIN_FILENO)
        let error = failure(terminal.path)
        // Without a standard input there is nothing to put back.
        if input >= 0 {
            dup2(input, STDIN_FILENO)
            close(input)
        } else {
            close(STDIN_FILENO)
        }
        #expect(
            error.map { "\($0)" } == """
                Cannot open '\(terminal.path)': it is in use by this program as its own terminal. Choose another port.
                """)
    }

    @Test func `a mark of exclusive use that a killed program left on a pseudo-terminal is no hindrance`() throws {
        let terminal = try PseudoTerminal()
        try terminal.near.setExclusive(true)
        #expect(failure(terminal.path) == nil)
        #expect(try !terminal.near.isExclusive())
    }

    @Test func `a failed opening leaves the terminal as it was`() throws {
        let terminal = try PseudoTerminal()
        let other = try OtherProgram(
            Self.locking, input: terminal.path, untilPrints: "ready")
        let before = try terminal.near.settings().control_flags
        #expect(failure(terminal.path)?.code == .busy)
        #expect(try terminal.near.settings().control_flags == before)
        #expect(try !terminal.near.isExclusive())
        #expect(other.pid > 0)
    }

    // MARK: - Found out later

    @Test func `a second opener is found with pid and name, and told once`() throws {
        let terminal = try PseudoTerminal()
        let port = try SerialPort(path: terminal.path, settings: LineSettings())
        var watch = SharedAccessWatch(port: terminal.path, openedAt: Timestamp(nanoseconds: 0))
        let watching = try WatchingLoop()
        var nodeWatch = try NodeWatch(path: terminal.path, loop: watching.loop)
        #expect(!PortHolders.others(of: port.device).contains { $0.pid == getpid() })
        #expect(nodeWatch.takeOpening() == false)

        // Only root gets in beside us; the mark is taken off so that others can run this test, too.
        try terminal.near.setExclusive(false)
        let other = try OtherProgram(["sleep", "600"], input: terminal.path)
        #expect(PseudoTerminal.wait(for: nodeWatch.readiness, POLLIN), "its opening is seen as it happens")
        #expect(nodeWatch.takeOpening() == true)
        #expect(nodeWatch.takeOpening() == false)
        // A program of another test that waits for a terminal of that number may come in, too.
        let others = PortHolders.others(of: port.device).filter { $0.pid == other.pid }
        #expect(others == [PortHolder(pid: other.pid, name: "sleep")])
        let everybody = PortHolders.all()[port.device] ?? []
        #expect(Set(everybody.map(\.pid)).isSuperset(of: [getpid(), other.pid]))
        #expect(
            watch.receive(others, at: Timestamp(nanoseconds: 1)) == [
                PortNotice(
                    .sharedAccess,
                    """
                    sleep (pid \(other.pid)) has '\(terminal.path)' open too and takes bytes away: end it with kill \
                    \(other.pid), or expect holes.
                    """)
            ])
        #expect(watch.receive(others, at: Timestamp(nanoseconds: 2)) == [])
    }

    @Test func `the far side of a pseudo-terminal is no second opener`() throws {
        // socat keeps both sides of the terminals that it makes; here perl does, of one that it is given.
        let program = try OtherProgram(
            [
                "perl", "-e",
                // 0x80045430 is TIOCGPTN, 0x40045431 TIOCSPTLCK.
                """
                open(M, '+<', '/dev/ptmx') or die; my $n = pack('i', 0); ioctl(M, 0x40045431, $n) or die; \
                ioctl(M, 0x80045430, $n) or die; $n = unpack('i', $n); open(S, '+<', "/dev/pts/$n") or die; $| = 1; \
                open(F, '>', $ARGV[0]) or die; print F $n; close(F); print qq(ready\\n); sleep 600
                """, "/tmp/bootwatch-test-\(getpid())",
            ], untilPrints: "ready")
        let number = SmallFile.read("/tmp/bootwatch-test-\(getpid())", limit: 16)
        unlink("/tmp/bootwatch-test-\(getpid())")
        let path = "/dev/pts/\(String(decoding: try #require(number), as: UTF8.self))"
        let node = try #require(DeviceNode(path: path))
        #expect(PortHolders.all()[node.device]?.contains(PortHolder(pid: program.pid, name: "perl")) == true)
        let beside = try OtherProgram(["sleep", "600"], input: path)
        let others = PortHolders.others(of: node.device)
        #expect(others.contains(PortHolder(pid: beside.pid, name: "sleep")))
        #expect(!others.contains { $0.pid == program.pid })
    }

    @Test func `a look is worth its cost`() {
        var watch = SharedAccessWatch(port: "p", openedAt: Timestamp(nanoseconds: 100), interval: 5_000)
        #expect(watch.deadline == Timestamp(nanoseconds: 100), "who had it before is looked for at once")
        #expect(watch.receive([], at: Timestamp(nanoseconds: 200), took: 2) == [])
        #expect(watch.deadline == Timestamp(nanoseconds: 5_200))
        // A slow host: a thousandth of the time at most.
        #expect(watch.receive([], at: Timestamp(nanoseconds: 5_200), took: 90) == [])
        #expect(watch.deadline == Timestamp(nanoseconds: 95_200))
        watch.nodeWasOpened(at: Timestamp(nanoseconds: 6_000))
        #expect(watch.deadline == Timestamp(nanoseconds: 95_200))
        // No time is too much, and none too long ago.
        _ = watch.receive([], at: Timestamp(nanoseconds: .max), took: .max)
        #expect(watch.deadline == Timestamp(nanoseconds: .max))
        _ = watch.receive([], at: Timestamp(nanoseconds: 0), took: .min)
        #expect(watch.deadline == Timestamp(nanoseconds: 5_000))
    }

    @Test func `an opening is looked at as soon as it has settled`() {
        var watch = SharedAccessWatch(
            port: "p", openedAt: Timestamp(nanoseconds: 0), interval: SharedAccessWatch.intervalWithWatch)
        _ = watch.receive([], at: Timestamp(nanoseconds: 0), took: 1_000_000)
        watch.nodeWasOpened(at: Timestamp(nanoseconds: 2_000_000_000))
        #expect(watch.deadline == Timestamp(nanoseconds: 2_050_000_000))
        watch.nodeWasOpened(at: Timestamp(nanoseconds: 2_040_000_000))
        #expect(watch.deadline == Timestamp(nanoseconds: 2_050_000_000), "further openings do not put it off")
    }

    @Test func `who closed the port is told again when it comes back`() {
        let cat = PortHolder(pid: 7, name: "cat")
        let dog = PortHolder(pid: 8, name: "dog")
        var watch = SharedAccessWatch(port: "p", openedAt: Timestamp(nanoseconds: 0))
        func told(_ holders: [PortHolder]) -> Int { watch.receive(holders, at: Timestamp(nanoseconds: 0)).count }
        #expect(told([cat]) == 1)
        #expect(told([cat, dog]) == 1)
        #expect(told([dog]) == 0)
        #expect(told([cat, dog]) == 1)
        #expect(told([PortHolder(pid: 7, name: "another")]) == 1)
    }

    // MARK: - What others write

    @Test(arguments: [
        ("      4711\n", 4_711), ("4711", 4_711), ("      4711 minicom root\n", 4_711), ("", nil), ("   \n", nil),
        ("minicom", nil), ("0\n", nil), ("-5\n", nil), ("99999999999999999999\n", nil), ("\u{1}\u{2}\0\0", 0x201),
        ("\0\0\0\0", nil),
    ])
    func `a lock file's pid is read in every form`(content: String, pid: Int32?) {
        #expect(PortLockFile.pid(in: Array(content.utf8)) == pid)
    }

    @Test func `a lock file counts while its program runs and may have the port`() throws {
        let terminal = try PseudoTerminal()
        let device = try #require(DeviceNode(path: terminal.path)).device
        var pattern = Array("/tmp/bootwatch-test-XXXXXX\0".utf8).map(CChar.init(bitPattern:))
        let directory = try #require(mkdtemp(&pattern).map { String(cString: $0) })
        let file = "\(directory)/LCK..\(try #require(terminal.path.split(separator: "/").last))"
        defer {
            unlink(file)
            rmdir(directory)
        }
        func claimant(_ content: String) -> PortHolder? {
            let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
            defer { close(descriptor) }
            let bytes = Array(content.utf8)
            #expect(write(descriptor, bytes, bytes.count) == bytes.count)
            return PortLockFile.claimant(ofPath: terminal.path, device: device, directories: ["/nowhere", directory])
        }
        let holder = try OtherProgram(["sleep", "600"], input: terminal.path)
        let bystander = try OtherProgram(["sleep", "600"])
        #expect(claimant("\(holder.pid)\n")?.pid == holder.pid)
        #expect(claimant("\(bystander.pid)\n") == nil, "a pid that is used again")
        #expect(claimant("\(getpid())\n") == nil)
        #expect(claimant("2147483647\n") == nil)
        #expect(claimant("") == nil)
    }

    @Test func `the lock of another user's program is found in the kernel's list`() throws {
        let terminal = try PseudoTerminal()
        let node = try #require(DeviceNode(path: terminal.path))
        let place = [DeviceNode.major(node.fileSystem), DeviceNode.minor(node.fileSystem)].map {
            let digits = String($0, radix: 16)
            return digits.count < 2 ? "0" + digits : digits
        }
        let locks = """
            1: POSIX  ADVISORY  WRITE 11 \(place[0]):\(place[1]):\(node.inode) 0 EOF
            2: FLOCK  ADVISORY  WRITE 12 \(place[0]):\(place[1]):\(node.inode + 1) 0 EOF
            3: FLOCK  ADVISORY  WRITE 0 \(place[0]):\(place[1]):\(node.inode) 0 EOF
            4: FLOCK  ADVISORY  WRITE 13 \(place[0]):\(place[1]):\(node.inode) 0 EOF
            5: FLOCK
            6: -> FLOCK  ADVISORY  WRITE 14 \(place[0]):\(place[1]):\(node.inode) 0 EOF

            """
        #expect(PortHolders.lockers(of: node, in: locks) == [13])
    }

    @Test(arguments: [
        ("picocom\n", "picocom"), ("a b\n", "a b"), ("\u{1B}[2Jx\n", "?[2Jx"), ("x\u{7F}\u{202E}\n", "x??"),
        ("\n", "?"),
        ("", "?"), ("größe\n", "größe"),
    ])
    func `a program's name cannot touch the terminal`(comm: String, name: String) {
        #expect(PortHolder.printable(Array(comm.utf8)) == name)
    }

    @Test(arguments: [
        (0, "another program"), (1, "p (pid 1)"), (2, "p (pid 1) and p (pid 2)"),
        (4, "p (pid 1), p (pid 2), p (pid 3) and p (pid 4)"),
        (9, "p (pid 1), p (pid 2), p (pid 3) and 6 others"),
    ])
    func `holders are listed in words`(count: Int, words: String) {
        #expect(PortHolder.list((0..<count).map { PortHolder(pid: Int32($0) + 1, name: "p") }) == words)
    }
}
