// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

extension PortSelector {
    /// Reads what a person writes for a port.
    ///
    /// - `/dev/ttyUSB0`, `ttyUSB0`, `pts/3`, `./tty`
    /// - `/dev/serial/by-id/usb-…`, or its bare name
    /// - `/dev/ttyUSB*`, `ttyACM?`
    /// - `serial:A50285BI`, `usb:0403:6001`, `usb:0403:6001:A50285BI`
    /// - `udev:ID_VENDOR_ID=0403,ID_SERIAL_SHORT=A5*`
    ///
    /// - Throws: `SourceError` with code `.badAddress`.
    package init(parsing text: String) throws(SourceError) {
        if text.isEmpty || text.unicodeScalars.contains("\0") {
            throw SourceError(.badAddress, on: text, detail: "a port is named like '/dev/ttyUSB0' or 'serial:A50285BI'")
        }
        if let rest = Self.rest(of: text, after: "udev:") {
            self = .properties(try Self.properties(rest, in: text))
        } else if let rest = Self.rest(of: text, after: "serial:") {
            guard !rest.isEmpty else {
                throw SourceError(.badAddress, on: text, detail: "a serial number must follow, as in 'serial:A50285BI'")
            }
            self = .properties([Property("ID_SERIAL_SHORT", String(rest))])
        } else if let rest = Self.rest(of: text, after: "usb:") {
            self = .properties(try Self.usb(rest, in: text))
        } else {
            let path = Self.fullPath(of: text)
            self = GlobPattern.isPattern(path) ? .glob(path) : .path(path)
        }
    }

    private static func rest(of text: String, after prefix: String) -> Substring? {
        text.hasPrefix(prefix) ? text.dropFirst(prefix.count) : nil
    }

    private static func properties(_ rest: Substring, in text: String) throws(SourceError) -> [Property] {
        var properties: [Property] = []
        for part in rest.split(separator: ",", omittingEmptySubsequences: false) {
            if let equals = part.firstIndex(of: "="), equals > part.startIndex {
                properties.append(Property(String(part[..<equals]), String(part[part.index(after: equals)...])))
            } else if let last = properties.indices.last {
                // A comma within a value.
                properties[last].value += "," + part
            } else {
                throw SourceError(
                    .badAddress, on: text,
                    detail: "NAME=VALUE must follow, several with commas, as in "
                        + "'udev:ID_VENDOR_ID=0403,ID_MODEL_ID=6001'")
            }
        }
        return properties
    }

    /// `0403:6001`, and a serial number after one more colon.
    private static func usb(_ rest: Substring, in text: String) throws(SourceError) -> [Property] {
        let parts = rest.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        let isID = { (part: Substring) in part.utf8.count == 4 && part.allSatisfy { $0.isASCII && $0.isHexDigit } }
        guard parts.count >= 2, isID(parts[0]), isID(parts[1]), parts.count < 3 || !parts[2].isEmpty else {
            throw SourceError(
                .badAddress, on: text,
                detail: "vendor and product must follow, four hexadecimal digits each, as in 'usb:0403:6001'")
        }
        var properties = [
            Property("ID_VENDOR_ID", parts[0].lowercased()), Property("ID_MODEL_ID", parts[1].lowercased()),
        ]
        if parts.count == 3 { properties.append(Property("ID_SERIAL_SHORT", String(parts[2]))) }
        return properties
    }

    /// The full path of a name without one; a path stays as it is.
    private static func fullPath(of text: String) -> String {
        if text.hasPrefix("pts/") || text.hasPrefix("serial/") { return "/dev/" + text }
        if text.contains("/") { return text }
        // How udev's rules for serial ports name their links: by the bus, or by the place. See 60-serial.rules.
        if text.hasPrefix("usb-") { return PortDescription.byIDFolder + text }
        if text.hasPrefix("pci-") || text.hasPrefix("platform-") { return PortDescription.byPathFolder + text }
        return "/dev/" + text
    }
}

extension PortSelector: CustomStringConvertible {
    /// As it may be written for ``init(parsing:)``.
    package var description: String {
        switch self {
        case .path(let path): return path
        case .glob(let pattern): return pattern
        case .properties(let properties):
            switch properties.map(\.name) {
            case ["ID_SERIAL_SHORT"]: return "serial:\(properties[0].value)"
            case ["ID_VENDOR_ID", "ID_MODEL_ID"], ["ID_VENDOR_ID", "ID_MODEL_ID", "ID_SERIAL_SHORT"]:
                let short = "usb:" + properties.map(\.value).joined(separator: ":")
                if let read = try? PortSelector(parsing: short), read == self { return short }
            default: break
            }
            return "udev:" + properties.map { "\($0.name)=\($0.value)" }.joined(separator: ",")
        }
    }
}
