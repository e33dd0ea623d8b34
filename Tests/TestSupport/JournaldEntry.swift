// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// An entry as `journalctl -o json` gives it.
package struct JournaldEntry: Sendable, Hashable {
    /// The values of each field, in order; most have one.
    package var fields: [String: [String]]

    /// The first value of a field.
    package subscript(name: String) -> String? { fields[name]?.first }

    package var message: String { self["MESSAGE"] ?? "" }

    init(_ json: JSONValue) {
        fields = [:]
        guard case .object(let members) = json else { return }
        for (name, value) in members { fields[name] = Self.values(value) }
    }

    /// A field that is no plain text comes as an array of its bytes, one with several values as an array of them.
    private static func values(_ value: JSONValue) -> [String] {
        switch value {
        case .string(let text): return [text]
        case .array(let elements):
            let bytes = elements.compactMap(\.number).map { UInt8(truncatingIfNeeded: Int($0)) }
            guard bytes.count == elements.count else { return elements.flatMap(Self.values) }
            return [String(decoding: bytes, as: UTF8.self)]
        default: return []
        }
    }
}
