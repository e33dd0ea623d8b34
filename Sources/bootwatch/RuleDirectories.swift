// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc

/// The folders whose packs are loaded without being named: the machine's, then the person's.
enum RuleDirectories {
    /// The packs in the folders, each folder's by name: of rules with the same id the last one holds.
    static var files: [String] {
        folders.flatMap { folder in
            names(in: folder).filter { $0.hasSuffix(".toml") && !$0.hasPrefix(".") }.sorted().map { "\(folder)/\($0)" }
        }
    }

    /// See the XDG Base Directory Specification for where a person's configuration lies.
    private static var folders: [String] {
        let personal =
            Process.environment("XDG_CONFIG_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
            ?? Process.environment("HOME").map { "\($0)/.config" }
        return ["/etc/bootwatch/rules.d"] + (personal.map { ["\($0)/bootwatch/rules.d"] } ?? [])
    }

    /// A folder that is not there holds nothing.
    private static func names(in folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            // SAFETY: readdir(3) ends d_name with a NUL within its 256 bytes.
            let name = withUnsafePointer(to: &entry.pointee.d_name) { bytes in
                bytes.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            names.append(name)
        }
        return names
    }
}
