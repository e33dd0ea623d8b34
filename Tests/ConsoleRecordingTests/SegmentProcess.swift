// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc

/// A process that records segments until it is killed: `SegmentWriter` beside the bundle of the tests.
struct SegmentProcess: ~Copyable {
    private let process: pid_t

    struct Failure: Error {
        var number: Int32
    }

    init(folder: String, round: Int) throws(Failure) {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        let runner = String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self)
        let bundle = runner.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        let program = bundle.joined(separator: "/") + "/SegmentWriter"
        let arguments = [program, folder, String(round)]
        var words = arguments.map { strdup($0) } + [nil]
        // A toolchain that is not installed system-wide needs the build's own library path.
        let path = getenv("LD_LIBRARY_PATH").map { "LD_LIBRARY_PATH=" + String(cString: $0) }
        var settings = [path].map { $0.flatMap { strdup($0) } } + [nil]
        defer { for word in words + settings { free(word) } }
        var process: pid_t = 0
        let error = posix_spawn(&process, program, nil, nil, &words, &settings)
        guard error == 0 else { throw Failure(number: error) }
        self.process = process
    }

    /// Kills it at once.
    ///
    /// - Returns: whether that was what ended it.
    consuming func kill() -> Bool {
        Glibc.kill(process, SIGKILL)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return status & 0x7F == SIGKILL
    }
}
