// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import RulePacks
import SerialConsole

/// Which ports a `[[port]]` means: its `match`, its `udev`, or both.
struct PortAddress {
    var address: SourceAddress
    /// Wanted besides a path or a pattern.
    var properties: [PortSelector.Property]

    /// nil when it names none; the reader knows why.
    init?(_ reader: inout TableReader<PortKey>) {
        let count = reader.issues.count
        let address = Self.address(&reader)
        let properties = Self.properties(&reader)
        guard reader.issues.count == count else { return nil }
        switch address {
        case nil:
            guard !properties.isEmpty else {
                reader.refuse("a [[port]] needs a 'match' or 'udev': which port is meant?", key: .match)
                return nil
            }
            self.address = .port(.properties(properties))
            self.properties = []
        case .port(.properties(let own))?:
            self.address = .port(.properties(own + properties))
            self.properties = []
        case .port(let selector)?:
            self.address = .port(selector)
            self.properties = properties
        case let other?:
            guard properties.isEmpty else {
                reader.refuse("'\(other.name)' has no udev properties: they are a port's of this host", key: .udev)
                return nil
            }
            self.address = other
            self.properties = []
        }
    }

    private static func address(_ reader: inout TableReader<PortKey>) -> SourceAddress? {
        guard let text = reader.plainString(.match) else { return nil }
        do throws(SourceError) {
            let address = try SourceAddress(parsing: text)
            switch address {
            case .port(.path(let path)), .port(.glob(let path)), .unix(let path), .file(let path):
                guard path.hasPrefix("/") else {
                    reader.refuse("'\(text)' must be a full path, as in \"/dev/ttyUSB0\"", key: .match)
                    return nil
                }
            case .port(.properties), .tcp: break
            }
            return address
        } catch {
            reader.refuse(
                "'\(text)' names no console\(error.detail.map { ": \($0)" } ?? "")", key: .match)
            return nil
        }
    }

    private static func properties(_ reader: inout TableReader<PortKey>) -> [PortSelector.Property] {
        guard reader.value(.udev) != nil else { return [] }
        let count = reader.issues.count
        var result: [PortSelector.Property] = []
        for pair in reader.pairs(.udev, form: "{ PROPERTY = \"value\" }") {
            guard PropertyName.isOne(pair.name) else {
                reader.refuse(
                    "'\(pair.name)' is no udev property: 'udevadm info' shows a port's, as ID_VENDOR_ID",
                    at: pair.offset)
                continue
            }
            guard let value = TOMLString.decode(pair.value, in: reader.document.bytes), !value.isEmpty else {
                reader.refuse("'udev.\(pair.name)' must be a string in quotes", at: pair.value.range.lowerBound)
                continue
            }
            result.append(PortSelector.Property(pair.name, value))
        }
        if result.isEmpty, reader.issues.count == count { reader.refuse("'udev' names no property", key: .udev) }
        return result
    }
}
