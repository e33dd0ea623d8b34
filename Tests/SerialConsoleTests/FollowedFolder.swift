// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc

/// A folder with files that grow, gone with it.
struct FollowedFolder: ~Copyable {
    let path: String

    struct Failure: Error {
        var call: String
        var number = errno
    }

    init() throws {
        var template = Array("/tmp/bootwatch-follow-XXXXXX\0".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure(call: "mkdtemp") }
        path = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    }

    deinit { Self.remove(path) }

    private static func remove(_ path: String) {
        guard let directory = opendir(path) else { return }
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name != ".", name != ".." else { continue }
            if unlink("\(path)/\(name)") != 0 { remove("\(path)/\(name)") }
        }
        closedir(directory)
        rmdir(path)
    }

    func path(_ name: String) -> String { "\(path)/\(name)" }

    func write(_ text: String, to name: String) throws {
        try write(text, to: name, O_TRUNC)
    }

    func append(_ text: String, to name: String) throws {
        try write(text, to: name, O_APPEND)
    }

    private func write(_ text: String, to name: String, _ flag: Int32) throws {
        let descriptor = open(path(name), O_WRONLY | O_CREAT | O_CLOEXEC | flag, 0o644)
        guard descriptor >= 0 else { throw Failure(call: "open") }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else { throw Failure(call: "write") }
    }

    func rename(_ name: String, to other: String) throws {
        guard Glibc.rename(path(name), path(other)) == 0 else { throw Failure(call: "rename") }
    }

    func remove(_ name: String) throws {
        guard unlink(path(name)) == 0 else { throw Failure(call: "unlink") }
    }
}
