// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import SystemPackage

/// A folder of pseudo-terminals and links to them, gone with its test.
struct DiscoveryFolder: ~Copyable {
    let path: String

    init() throws {
        var template = Array("/tmp/bootwatch-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Errno(rawValue: errno) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { Self.remove(path) }

    /// Removes a folder with all that is in it; links are not followed.
    private static func remove(_ path: String) {
        guard let directory = opendir(path) else { return }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name != ".", name != ".." else { continue }
            if unlink("\(path)/\(name)") != 0 { remove("\(path)/\(name)") }
        }
        rmdir(path)
    }

    func makeFolder(_ name: String) throws {
        guard mkdir("\(path)/\(name)", 0o755) == 0 else { throw Errno(rawValue: errno) }
    }

    func link(_ name: String, to target: String) throws {
        guard symlink(target, "\(path)/\(name)") == 0 else { throw Errno(rawValue: errno) }
    }

    /// Replaces what is there in one step, as udev and `ln -sfT` do.
    func rename(_ name: String, to other: String) throws {
        guard Glibc.rename("\(path)/\(name)", "\(path)/\(other)") == 0 else { throw Errno(rawValue: errno) }
    }

    func remove(_ name: String) throws {
        guard Glibc.remove("\(path)/\(name)") == 0 else { throw Errno(rawValue: errno) }
    }
}

/// A pseudo-terminal; its far side goes away with it.
struct DiscoveryTerminal: ~Copyable {
    private let main: Int32
    private let side: Int32
    let node: String

    init() throws {
        var ends: (main: Int32, side: Int32) = (-1, -1)
        var name = [CChar](repeating: 0, count: 64)
        guard openpty(&ends.main, &ends.side, &name, nil, nil) == 0 else { throw Errno(rawValue: errno) }
        (main, side) = ends
        node = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        close(main)
        close(side)
    }
}
