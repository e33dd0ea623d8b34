// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import CLinuxTTY
import Glibc
import Synchronization
import SystemPackage
import Testing

@testable import SerialConsole

/// Both ends of a pseudo-terminal: the far side plays the board.
struct PseudoTerminal: ~Copyable {
    /// The board's side; does not block.
    let far: FileDescriptor
    /// Keeps the near side in being between two openings, and shows its settings.
    let near: TerminalDescriptor
    let path: String
    private let isFarOpen: Mutex<Bool>

    /// Held while descriptors are made and while a child is started: what is not marked yet must not be inherited.
    fileprivate static let startLock = Mutex(())

    init() throws(Errno) {
        var ends: (far: CInt, near: CInt) = (-1, -1)
        let status = Self.startLock.withLock { _ in
            let status = openpty(&ends.far, &ends.near, nil, nil, nil)
            for end in [ends.far, ends.near] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            return status
        }
        guard status == 0 else { throw Errno(rawValue: errno) }
        _ = fcntl(ends.far, F_SETFL, O_NONBLOCK | O_RDWR)
        var name = [CChar](repeating: 0, count: 64)
        ttyname_r(ends.near, &name, name.count)
        path = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        far = FileDescriptor(rawValue: ends.far)
        near = TerminalDescriptor(adopting: FileDescriptor(rawValue: ends.near))
        isFarOpen = Mutex(true)
    }

    deinit {
        hangUp()
    }

    /// The board goes away.
    func hangUp() {
        isFarOpen.withLock { isOpen in
            if isOpen { try? far.close() }
            isOpen = false
        }
    }

    /// The board prints; returns how much the kernel took.
    func print(_ bytes: some Sequence<UInt8>) throws -> Int {
        let bytes = Array(bytes)
        do {
            return try bytes.withUnsafeBytes { try far.write($0) }
        } catch Errno.wouldBlock {
            return 0
        }
    }

    /// What the board has received, at least `count` bytes; fewer when they do not come in time.
    func received(_ count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count, Self.wait(for: far, POLLIN) {
            var buffer = [UInt8](repeating: 0, count: 65_536)
            let length = try buffer.withUnsafeMutableBytes { try far.read(into: $0) }
            bytes += buffer.prefix(length)
        }
        return bytes
    }

    /// How often this program has the near side open.
    func openings() throws -> Int {
        let device = try #require(DeviceNode(path: path)).device
        // A borrowed owner cannot go through #require.
        guard let descriptors = ProcessDescriptors(of: getpid()) else { throw Errno.noSuchProcess }
        var count = 0
        descriptors.forEachTerminal { other, _ in
            if other == device { count += 1 }
            return true
        }
        return count
    }

    /// Waits until a descriptor is ready; false when it is not in time.
    static func wait(for descriptor: FileDescriptor, _ events: CInt, milliseconds: CInt = 20_000) -> Bool {
        var request = pollfd(fd: descriptor.rawValue, events: Int16(events), revents: 0)
        return poll(&request, 1, milliseconds) > 0
    }
}

/// Another program that runs until it is let go.
struct OtherProgram: ~Copyable {
    let pid: pid_t

    /// - Parameters:
    ///   - words: the program and its arguments.
    ///   - input: a file that it gets as its standard input.
    ///   - readiness: what it prints when it is ready; nil for a program that is ready as soon as it runs.
    init(_ words: [String], input: String = "/dev/null", untilPrints readiness: String? = nil) throws(Errno) {
        var ends: [CInt] = [-1, -1]
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        var arguments = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var pid: pid_t = 0
        let error = PseudoTerminal.startLock.withLock { _ in
            _ = pipe(&ends)
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            posix_spawn_file_actions_addopen(&actions, 0, input, O_RDWR | O_NOCTTY, 0)
            posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
            return posix_spawnp(&pid, words[0], &actions, nil, &arguments, environ)
        }
        close(ends[1])
        defer { close(ends[0]) }
        guard error == 0 else { throw Errno(rawValue: error) }
        guard readiness.map({ Self.waits(for: $0, from: FileDescriptor(rawValue: ends[0])) }) ?? true else {
            kill(pid, SIGKILL)
            waitpid(pid, nil, 0)
            throw .timedOut
        }
        self.pid = pid
    }

    private static func waits(for words: String, from output: FileDescriptor) -> Bool {
        var text: [UInt8] = []
        while !String(decoding: text, as: UTF8.self).contains(words) {
            var buffer = [UInt8](repeating: 0, count: 256)
            guard PseudoTerminal.wait(for: output, POLLIN) else { return false }
            let count = read(output.rawValue, &buffer, buffer.count)
            guard count > 0 else { return false }
            text += buffer.prefix(count)
        }
        return true
    }

    deinit {
        kill(pid, SIGKILL)
        waitpid(pid, nil, 0)
    }
}

extension SerialPort {
    /// Reads until there are `count` bytes, or the end; what came is in the chunk.
    mutating func receive(_ count: Int, into chunk: inout ConsoleChunk) throws -> ReadOutcome {
        while true {
            switch try read(into: &chunk) {
            case .nothing:
                guard PseudoTerminal.wait(for: readiness, POLLIN) else { return .nothing }
            case .ended: return .ended
            case let outcome:
                if chunk.bytes.count >= count { return outcome }
            }
        }
    }
}
