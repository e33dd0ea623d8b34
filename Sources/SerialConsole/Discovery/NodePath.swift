// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc

/// Paths of nodes and of the links to them.
enum NodePath {
    /// Whether there is a character device at a path, links followed.
    static func isPresent(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFCHR
    }

    /// Whether there is anything at a path, links followed.
    static func exists(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0
    }

    /// Where a link leads: an absolute path, or one relative to where the link's path starts; nil when it is no link.
    static func target(of path: String) -> String? {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(path, &buffer, buffer.count)
        guard count > 0 else { return nil }
        let target = String(decoding: buffer.prefix(count), as: UTF8.self)
        return target.hasPrefix("/") ? target : folder(of: path) + target
    }

    /// The path itself, then where it leads, one link at a time; ends where no link is.
    static func chain(from path: String) -> [String] {
        var chain = [path]
        // As many links as path_resolution(7) allows.
        while chain.count <= 40, let last = chain.last, let target = target(of: last) { chain.append(target) }
        return chain
    }

    /// The folder of a path with its `/` at the end; `./` for a name alone.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "./" }
        return String(path[...slash])
    }

    /// The links that do lead to a node, sorted: of those that udev's database tells, and of those in /dev/serial, which
    /// are there also where the database is out of reach, as in a container.
    ///
    /// Two adapters of one name claim the same link; it leads to one of them.
    static func links(to node: String, among claimed: [String]) -> [String] {
        let name = node.split(separator: "/").last
        let found = [PortDescription.byIDFolder, PortDescription.byPathFolder].flatMap { folder in
            names(in: folder).map { folder + $0 }
        }
        return Set(claimed + found).filter { target(of: $0)?.split(separator: "/").last == name }.sorted()
    }

    /// The names in a folder, sorted; none when it cannot be read.
    static func names(in folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            // SAFETY: d_name ends with a zero byte within its 256 bytes, see readdir(3).
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }
}
