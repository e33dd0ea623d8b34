// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc

/// A folder for the recordings of one test, gone with it.
struct RecordingFolder: ~Copyable {
    let path: String
    /// Whether it is a small disk of its own.
    private let isDisk: Bool

    /// - Parameter diskSize: bytes of a disk of its own (tmpfs); nil for an ordinary folder. Only root may.
    init(diskSize: Int? = nil) throws {
        path = try Self.make(diskSize: diskSize)
        isDisk = diskSize != nil
    }

    private static func make(diskSize: Int?) throws -> String {
        var template = Array("/tmp/bootwatch-recording-XXXXXX\0".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure(call: "mkdtemp") }
        let path = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
        if let diskSize, mount("tmpfs", path, "tmpfs", 0, "size=\(diskSize)") != 0 {
            let failure = Failure(call: "mount")
            rmdir(path)
            throw failure
        }
        return path
    }

    deinit {
        for name in Self.names(in: path) { unlink("\(path)/\(name)") }
        if isDisk { umount2(path, Int32(MNT_DETACH)) }
        rmdir(path)
    }

    struct Failure: Error {
        var call: String
        var number = errno
    }

    func path(_ name: String) -> String { "\(path)/\(name)" }

    /// Names in the folder, without those of the folder itself.
    static func names(in path: String) -> [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    // MARK: - Files

    @discardableResult
    func write(_ bytes: [UInt8], to name: String) throws -> String {
        let path = path(name)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Failure(call: "open '\(path)'") }
        defer { close(descriptor) }
        var start = 0
        while start < bytes.count {
            let count = bytes[start...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw Failure(call: "write '\(path)'") }
            start += count
        }
        return path
    }

    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        try write(Array(text.utf8), to: name)
    }

    func read(_ name: String) throws -> [UInt8] {
        let path = path(name)
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(call: "open '\(path)'") }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
        }
    }

    func text(_ name: String) throws -> String {
        String(decoding: try read(name), as: UTF8.self)
    }

    func size(_ name: String) -> Int {
        var status = stat()
        return stat(path(name), &status) == 0 ? Int(status.st_size) : -1
    }
}

/// Waits until something holds; returns whether it did in time.
func eventually(_ condition: () throws -> Bool) rethrows -> Bool {
    let deadline = ContinuousClock.now + .seconds(20)
    while try !condition() {
        if ContinuousClock.now > deadline { return false }
        usleep(2_000)
    }
    return true
}
