// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import TestSupport
import Testing

/// The bench itself: a journald that no test may disturb on the host.
@Suite(.enabled(if: JournaldNamespace.obstacle == nil, "needs systemd-journald and root"))
struct JournaldNamespaceTests {
    @Test func `a program inside writes to this journal`() throws {
        let journald = try JournaldNamespace.start()
        let words = ["/bin/sh", "-c", "echo word; echo trouble >&2; echo MESSAGE=native | logger --journald; exit 3"]
        let ending = try journald.run(words, environment: ["PATH": "/usr/bin:/bin"])
        #expect(ending.output == "word\n")
        #expect(ending.errors == "trouble\n")
        #expect(ending.status == 3)
        try journald.wait(for: "the entry", "_TRANSPORT=journal") { $0.map(\.message) == ["native"] }
    }

    @Test func `a program that runs as a service speaks to this journal`() throws {
        let journald = try JournaldNamespace.start()
        let isConnected = #"test "$JOURNAL_STREAM" = "$(stat -L -c %d:%i /proc/self/fd/2)" && echo connected >&2"#
        #expect(try journald.run(["/bin/sh", "-c", isConnected], isService: true).status == 0)
        try journald.wait(for: "the line", "_TRANSPORT=stdout") { $0.map(\.message) == ["connected"] }
    }

    @Test func `two of them know nothing of each other`() throws {
        let first = try JournaldNamespace.start()
        let second = try JournaldNamespace.start()
        #expect(try first.run(["/bin/sh", "-c", "echo MESSAGE=first | logger --journald"]).status == 0)
        #expect(try second.run(["/bin/sh", "-c", "echo MESSAGE=second | logger --journald"]).status == 0)
        try first.wait(for: "its line", "_TRANSPORT=journal") { $0.map(\.message) == ["first"] }
        try second.wait(for: "its line", "_TRANSPORT=journal") { $0.map(\.message) == ["second"] }
    }
}
