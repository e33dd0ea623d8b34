// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import Logging
import SystemJournal
import Testing

@Suite struct TerminalLogTests {
    /// A file without a name, and what is in it.
    private struct Unnamed: ~Copyable {
        let descriptor: Int32
        private let file: UnsafeMutablePointer<FILE>

        init() throws {
            file = try #require(tmpfile())
            descriptor = fileno(file)
        }

        deinit { fclose(file) }

        var text: String {
            var buffer = [UInt8](repeating: 0, count: 65_536)
            let count = pread(descriptor, &buffer, buffer.count, 0)
            return String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self)
        }
    }

    @Test func `a message is a plain line`() throws {
        let file = try Unnamed()
        let output = LineOutput(descriptor: file.descriptor)
        let logger = Logger(label: "x") { _ in TerminalLogHandler(output: output, logLevel: .debug) }
        logger.info("serves 2 consoles")
        logger.warning("console lost", metadata: ["port": "rack3", "code": "\u{1B}[31m"])
        logger.debug("a\nb")
        #expect(output.finish())
        #expect(
            file.text == """
                bootwatch: serves 2 consoles
                bootwatch: warning: console lost (code: \\x1b[31m, port: rack3)
                bootwatch: debug: a\\x0ab

                """)
    }

    @Test func `the journal is written to only if standard error is connected with it`() throws {
        let file = try Unnamed()
        var status = stat()
        #expect(fstat(file.descriptor, &status) == 0)
        let stream = "\(status.st_dev):\(status.st_ino)"
        #expect(LogDestination(journalStream: stream, descriptor: file.descriptor) == .journal)
        #expect(LogDestination(journalStream: "1:2", descriptor: file.descriptor) == .standardError)
        #expect(LogDestination(journalStream: nil, descriptor: file.descriptor) == .standardError)
        #expect(LogDestination(journalStream: stream, descriptor: -1) == .standardError)
    }
}
