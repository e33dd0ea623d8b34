// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc

/// The `SampleLogs` folder of this checkout.
enum SampleLogs {
    /// Tests/bootwatchTests/SampleLogs.swift lies three levels below the checkout.
    private static let path: String = {
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
            + "/SampleLogs"
    }()

    /// Every log.
    static var paths: [String] {
        names(in: path).flatMap { family in
            names(in: "\(path)/\(family)").filter { $0.hasSuffix(".log") }.map { "\(path)/\(family)/\($0)" }
        }
    }

    private static func names(in folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }
}
