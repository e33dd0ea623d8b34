// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Small text files, such as a person's rule pack.
package enum TextFile {
    /// Bytes read at most: no pack is that long, and a path may name a device.
    private static let maximumLength = 16 << 20

    /// - Throws: `CaptureError` when the file cannot be read. Bytes that are not UTF-8 become U+FFFD.
    package static func read(_ path: String) throws(CaptureError) -> String {
        var file = try CaptureFile(path: path)
        var bytes: [UInt8] = []
        while bytes.count < maximumLength,
            try file.read({ portion in portion.withUnsafeBufferPointer { bytes.append(contentsOf: $0) } })
        {}
        return String(decoding: bytes, as: UTF8.self)
    }
}
