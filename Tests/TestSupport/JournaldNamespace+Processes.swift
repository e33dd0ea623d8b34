// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import Synchronization

extension JournaldNamespace {
    private static let count = Atomic<Int>(0)

    /// Starts a program; its three descriptors are these, all others are closed.
    static func spawn(
        _ words: [String], environment: [String: String], input: Int32, output: Int32, errors: Int32
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (index, descriptor) in [input, output, errors].enumerated() {
            posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(index))
        }
        var all = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/tmp"]
        all.merge(environment) { $1 }
        var arguments = words.map { strdup($0) } + [nil]
        var variables = all.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in arguments + variables { free(text) } }
        var process = pid_t()
        let error = posix_spawnp(&process, words[0], &actions, nil, &arguments, &variables)
        guard error == 0 else { throw Failure(description: "\(words[0]): \(String(cString: strerror(error)))") }
        return process
    }

    /// The exit status, or 128 and the signal's number.
    static func wait(for process: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        return signal == 0 ? status >> 8 & 0xFF : 128 + signal
    }

    /// Runs a program until its end; what it says goes through files, so that none of it can block.
    static func run(_ words: [String], environment: [String: String], in folder: String) throws -> Ending {
        let number = count.add(1, ordering: .relaxed).newValue
        let paths = ["output", "errors"].map { "\(folder)/bootwatch-\(getpid())-\(number).\($0)" }
        defer { for path in paths { unlink(path) } }
        let files = paths.map { open($0, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600) }
        let nothing = open("/dev/null", O_RDONLY | O_CLOEXEC)
        defer { for descriptor in files + [nothing] { close(descriptor) } }
        let process = try spawn(words, environment: environment, input: nothing, output: files[0], errors: files[1])
        let status = wait(for: process)
        return Ending(output: contents(of: files[0]), errors: contents(of: files[1]), status: status)
    }

    private static func contents(of file: Int32) -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = pread(file, &buffer, buffer.count, off_t(bytes.count))
            guard count > 0 else { break }
            bytes += buffer.prefix(count)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
