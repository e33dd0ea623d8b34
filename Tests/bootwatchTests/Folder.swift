// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc

/// A folder for the files of one test, gone with it.
struct Folder: ~Copyable {
    let path: String

    init() throws(SystemError) {
        var template = Array("/tmp/bootwatch-test-XXXXXX\0".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemError(call: "mkdtemp") }
        path = template.withUnsafeBufferPointer { buffer in
            buffer.baseAddress.map { String(cString: $0) } ?? ""
        }
    }

    deinit { Self.remove(path) }

    /// Removes a folder with all that is in it.
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

    /// Writes a file and returns its path.
    func file(_ name: String, _ text: String) throws(SystemError) -> String {
        try file(name, bytes: Array(text.utf8))
    }

    func file(_ name: String, bytes: [UInt8]) throws(SystemError) -> String {
        let path = "\(path)/\(name)"
        let file = try Descriptor(open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644), of: "open '\(path)'")
        try file.write(bytes)
        return path
    }

    /// Adds to a file that is there.
    func append(_ text: String, to name: String) throws(SystemError) {
        let file = try Descriptor(open("\(path)/\(name)", O_WRONLY | O_APPEND), of: "open '\(name)'")
        try file.write(Array(text.utf8))
    }

    /// What a file holds; nothing when there is none.
    func bytes(of name: String) -> [UInt8] { Self.bytes(ofFile: "\(path)/\(name)") }

    static func bytes(ofFile path: String) -> [UInt8] {
        guard let file = try? Descriptor(open(path, O_RDONLY), of: "open '\(path)'") else { return [] }
        var bytes: [UInt8] = []
        while true {
            let some = file.readSome()
            guard !some.isEmpty else { return bytes }
            bytes += some
        }
    }

    /// Waits until a file has grown to a size, as long as it grows.
    func waitsUntil(_ name: String, holds size: Int) throws(SystemError) {
        var (known, waited) = (-1, 0)
        while true {
            var status = stat()
            let now = stat("\(path)/\(name)", &status) == 0 ? Int(status.st_size) : 0
            if now >= size { return }
            if now > known { waited = 0 }
            known = now
            guard waited < 20_000 else { throw SystemError(call: "'\(name)' stays at \(now) bytes", number: ETIMEDOUT) }
            usleep(5_000)
            waited += 5
        }
    }

    /// Makes a link, or lets it lead elsewhere in one step.
    func link(_ name: String, to target: String) throws(SystemError) {
        let temporary = "\(path)/.\(name)"
        guard symlink(target, temporary) == 0, rename(temporary, "\(path)/\(name)") == 0 else {
            throw SystemError(call: "link '\(name)'")
        }
    }

    func text(of name: String) -> String { String(decoding: bytes(of: name), as: UTF8.self) }
}
