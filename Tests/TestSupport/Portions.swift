// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog

/// The bytes and errors of a stream, cut into portions of a size.
package struct Portions: Sendable {
    package struct Portion: Sendable {
        package var bytes: [UInt8]
        package var errors: [LineError]
    }

    package var portions: [Portion] = []

    /// - Parameter marksAtEnd: whether an error between two portions comes with the first of them, as a break does
    ///   that was read before the byte after it; else with the second.
    package init(_ bytes: [UInt8], _ errors: [LineError], size: Int, marksAtEnd: Bool = false) {
        var left = errors[...]
        var start = 0
        repeat {
            let end = min(start + size, bytes.count)
            let isLast = end == bytes.count
            let own = left.prefix { isLast || $0.offset < end || marksAtEnd && $0.offset == end }
            left = left.dropFirst(own.count)
            portions.append(
                Portion(
                    bytes: Array(bytes[start..<end]), errors: own.map { LineError($0.kind, at: $0.offset - start) }))
            start = end
        } while start < bytes.count
    }
}
