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
}
