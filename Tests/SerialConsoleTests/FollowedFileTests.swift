// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import BoundedWork
import Glibc
import Synchronization
import SystemPackage
import Testing

@testable import SerialConsole

@Suite struct FollowedFileTests {
    private let watching: WatchingLoop
    private var loop: ReadinessLoop { watching.loop }

    init() throws {
        watching = try WatchingLoop()
    }

    private static func isReady(_ file: borrowing FollowedFile, patience: Int32 = 20_000) -> Bool {
        var request = pollfd(fd: file.readiness.rawValue, events: Int16(POLLIN), revents: 0)
        return poll(&request, 1, patience) > 0
    }

    /// What a reader sees that only reads when it was told to: the bytes, with `|` where the file was replaced. Waits
    /// until so many characters are there.
    private static func read(_ file: inout FollowedFile, _ count: Int) throws -> String {
        var text = ""
        while text.utf8.count < count, isReady(file) {
            loop: while true {
                var chunk = ConsoleChunk(time: Timestamp(nanoseconds: 0))
                let outcome = try file.read(into: &chunk)
                text += String(decoding: chunk.bytes, as: UTF8.self)
                switch outcome {
                case .bytes: continue
                case .replaced: text += "|"
                case .nothing: break loop
                case .ended:
                    text += "."
                    break loop
                }
            }
        }
        return text
    }

    @Test func `a file is read from its start, and as it grows`() throws {
        let folder = try FollowedFolder()
        try folder.write("one\n", to: "boot.log")
        var file = try FollowedFile(path: folder.path("boot.log"), loop: loop)
        #expect(try Self.read(&file, 4) == "one\n")
        try folder.append("two\n", to: "boot.log")
        #expect(try Self.read(&file, 4) == "two\n")
    }

    @Test func `what is there already is passed over when asked`() throws {
        let folder = try FollowedFolder()
        try folder.write("old\n", to: "boot.log")
        var file = try FollowedFile(path: folder.path("boot.log"), fromEnd: true, loop: loop)
        try folder.append("new\n", to: "boot.log")
        #expect(try Self.read(&file, 4) == "new\n")
    }

    @Test func `a quiet file wakes nobody`() throws {
        let folder = try FollowedFolder()
        try folder.write("one\n", to: "boot.log")
        var file = try FollowedFile(path: folder.path("boot.log"), loop: loop)
        _ = try Self.read(&file, 4)
        // The wake-up of having looked; after that none.
        var chunk = ConsoleChunk(time: Timestamp(nanoseconds: 0))
        #expect(try file.read(into: &chunk) == .nothing)
        let isReady = Self.isReady(file, patience: 100)
        #expect(!isReady)
    }

    @Test func `it stays readable up to the end of the file`() throws {
        let folder = try FollowedFolder()
        let text = String(repeating: "x", count: 1_000_000)
        try folder.write(text, to: "boot.log")
        var file = try FollowedFile(path: folder.path("boot.log"), loop: loop)
        var count = 0
        // One read after each wake-up: a reader that does not ask again at once loses nothing.
        while count < text.utf8.count, Self.isReady(file, patience: 5_000) {
            var chunk = ConsoleChunk(time: Timestamp(nanoseconds: 0))
            _ = try file.read(into: &chunk)
            count += chunk.bytes.count
        }
        #expect(count == text.utf8.count)
    }

    @Test func `a file that is not there yet is waited for`() throws {
        let folder = try FollowedFolder()
        var file = try FollowedFile(path: folder.path("boot.log"), loop: loop)
        try folder.write("first\n", to: "boot.log")
        #expect(try Self.read(&file, 6) == "first\n")
    }

    @Test func `its folder too`() throws {
        let folder = try FollowedFolder()
        var file = try FollowedFile(path: folder.path("later/boot.log"), loop: loop)
        mkdir(folder.path("later"), 0o755)
        // The folder first, so that the way to the file is found step by step.
        var chunk = ConsoleChunk(time: Timestamp(nanoseconds: 0))
        let isReady = Self.isReady(file)
        #expect(isReady)
        _ = try file.read(into: &chunk)
        try folder.write("first\n", to: "later/boot.log")
        #expect(try Self.read(&file, 6) == "first\n")
    }

    @Test func `a file that was cut is read from its start`() throws {
        let folder = try FollowedFolder()
        try folder.write("a long first boot\n", to: "boot.log")
        var file = try FollowedFile(path: folder.path("boot.log"), loop: loop)
        _ = try Self.read(&file, 18)
        try folder.write("again\n", to: "boot.log")
        #expect(try Self.read(&file, 7) == "|again\n")
    }

    @Test func `after a rotation the rest of the old file comes first`() throws {
        let folder = try FollowedFolder()
        try folder.write("one\n", to: "boot.log")
        var file = try FollowedFile(path: folder.path("boot.log"), loop: loop)
        #expect(try Self.read(&file, 4) == "one\n")
        try folder.append("rest\n", to: "boot.log")
        try folder.rename("boot.log", to: "boot.log.1")
        try folder.write("new\n", to: "boot.log")
        #expect(try Self.read(&file, 10) == "rest\n|new\n")
        try folder.append("more\n", to: "boot.log")
        #expect(try Self.read(&file, 5) == "more\n")
        // The old one is nobody's business any more.
        try folder.append("late\n", to: "boot.log.1")
        try folder.append("end\n", to: "boot.log")
        #expect(try Self.read(&file, 4) == "end\n")
    }

    @Test func `a file that was moved is followed until there is a new one`() throws {
        let folder = try FollowedFolder()
        try folder.write("one\n", to: "boot.log")
        var file = try FollowedFile(path: folder.path("boot.log"), loop: loop)
        _ = try Self.read(&file, 4)
        try folder.rename("boot.log", to: "boot.log.1")
        // The writer has not noticed yet.
        try folder.append("still\n", to: "boot.log.1")
        #expect(try Self.read(&file, 6) == "still\n")
        try folder.write("new\n", to: "boot.log")
        #expect(try Self.read(&file, 5) == "|new\n")
    }

    @Test func `a file that was deleted and made anew is a new one`() throws {
        let folder = try FollowedFolder()
        try folder.write("one\n", to: "boot.log")
        var file = try FollowedFile(path: folder.path("boot.log"), loop: loop)
        _ = try Self.read(&file, 4)
        try folder.remove("boot.log")
        try folder.write("a longer one\n", to: "boot.log")
        #expect(try Self.read(&file, 14) == "|a longer one\n")
    }

    @Test func `a file that another one was moved over is a new one`() throws {
        let folder = try FollowedFolder()
        try folder.write("one\n", to: "boot.log")
        var file = try FollowedFile(path: folder.path("boot.log"), loop: loop)
        _ = try Self.read(&file, 4)
        try folder.write("other\n", to: "next")
        try folder.rename("next", to: "boot.log")
        #expect(try Self.read(&file, 7) == "|other\n")
    }

    @Test func `a link that leads elsewhere is a new file`() throws {
        let folder = try FollowedFolder()
        try folder.write("one\n", to: "a.log")
        try folder.write("two\n", to: "b.log")
        symlink("a.log", folder.path("boot.log"))
        var file = try FollowedFile(path: folder.path("boot.log"), loop: loop)
        #expect(try Self.read(&file, 4) == "one\n")
        symlink("b.log", folder.path("link"))
        try folder.rename("link", to: "boot.log")
        #expect(try Self.read(&file, 5) == "|two\n")
    }

    @Test func `nothing is lost of a file that grows while it is read and rotated`() async throws {
        let folder = try FollowedFolder()
        try folder.write("", to: "boot.log")
        var file = try FollowedFile(path: folder.path("boot.log"), loop: loop)
        let path = folder.path
        let lines = 3_000
        /// Replacements that the reader has seen: of two in a row it could not know.
        final class Seen: Sendable {
            let count = Atomic(0)
        }
        let seen = Seen()
        let deadline = ContinuousClock.now + .seconds(120)
        // On a thread of its own: those that tests share may all be waiting for something in a test that is no task.
        let writer = Task(executorPreference: TaskThread()) {
            var descriptor = open("\(path)/boot.log", O_WRONLY | O_APPEND | O_CLOEXEC)
            for line in 0..<lines {
                if line % 500 == 499 {
                    while seen.count.load(ordering: .acquiring) < line / 500, ContinuousClock.now < deadline {
                        try await Task.sleep(for: .milliseconds(1))
                    }
                    close(descriptor)
                    rename("\(path)/boot.log", "\(path)/boot.log.\(line)")
                    descriptor = open("\(path)/boot.log", O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
                }
                let text = Array("\(line)\n".utf8)
                write(descriptor, text, text.count)
            }
            close(descriptor)
        }
        let expected = (0..<lines).map { "\($0)\n" }.joined()
        var text = ""
        while text.utf8.count < expected.utf8.count, ContinuousClock.now < deadline {
            guard Self.isReady(file, patience: 10) else { continue }
            var chunk = ConsoleChunk(time: Timestamp(nanoseconds: 0))
            if try file.read(into: &chunk) == .replaced { seen.count.add(1, ordering: .releasing) }
            text += String(decoding: chunk.bytes, as: UTF8.self)
        }
        try await writer.value
        #expect(text == expected)
        #expect(seen.count.load(ordering: .relaxed) == 6)
    }

    @Test func `a followed file is not written to`() throws {
        let folder = try FollowedFolder()
        try folder.write("", to: "boot.log")
        var file = try FollowedFile(path: folder.path("boot.log"), loop: loop)
        let writability = file.writability
        #expect(writability == nil)
        let error = #expect(throws: SourceError.self) { _ = try file.write([1].span) }
        #expect(error?.description == "Cannot write to '\(folder.path("boot.log"))': it is only read.")
    }

    @Test func `what is no file is a sentence`() throws {
        let folder = try FollowedFolder()
        let message = { (path: String) -> String? in
            #expect(throws: SourceError.self) { _ = try FollowedFile(path: path, loop: loop) }?.description
        }
        #expect(message(folder.path) == "Cannot read '\(folder.path)': it is a directory.")
        let pipe = folder.path("pipe")
        mkfifo(pipe, 0o600)
        #expect(message(pipe) == "Cannot read '\(pipe)': it is no regular file.")
    }

    @Test func `files leave no descriptor behind`() throws {
        let folder = try FollowedFolder()
        try folder.write("x", to: "boot.log")
        for _ in 0..<1_200 {
            var file = try FollowedFile(path: folder.path("boot.log"), loop: loop)
            #expect(try Self.read(&file, 1) == "x")
            // Other tests open descriptors at the same time: only a leak reaches such numbers.
            #expect(file.readiness.rawValue < 1_000)
            _ = try? FollowedFile(path: folder.path, loop: loop)
        }
    }
}
