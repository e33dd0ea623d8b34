// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import SerialConsole

/// How a console is named: text with udev properties, `rack3-{ID_SERIAL_SHORT}`, and the node's name, `{node}`.
///
/// What comes out is fit for the name of a file and of a kept descriptor, whatever an adapter says about itself.
package struct NameTemplate: Sendable, Hashable, CustomStringConvertible {
    private enum Part: Sendable, Hashable {
        case text(String)
        case node
        case property(String)
    }

    /// What is wrong with a template.
    package struct Failure: Error, Sendable, Hashable {
        /// In bytes of the template.
        package var offset: Int
        package var reason: String
    }

    /// Bytes of a name. A segment's file adds its time, and 255 is the most of a file's name.
    private static let longest = 96

    /// Without a template: as the address names it, where that means one port, else by the node.
    package static let automatic = NameTemplate(parts: [], source: "")

    private let parts: [Part]
    /// As it was written.
    private let source: String

    private init(parts: [Part], source: String) {
        self.parts = parts
        self.source = source
    }

    package init(parsing text: String) throws(Failure) {
        guard !text.isEmpty else { throw Failure(offset: 0, reason: "a name must not be empty") }
        var parts: [Part] = []
        var rest = text[...]
        while let first = rest.first {
            let offset = text.utf8.distance(from: text.startIndex, to: rest.startIndex)
            if first == "{" {
                guard let end = rest.firstIndex(of: "}") else {
                    throw Failure(offset: offset, reason: "the '}' after '\(rest)' is missing")
                }
                parts.append(try Self.placeholder(rest[..<end].dropFirst(), at: offset))
                rest = rest[end...].dropFirst()
            } else {
                let literal = rest.prefix { $0 != "{" }
                if let bad = literal.firstIndex(where: { !Self.isFit($0) }) {
                    throw Failure(
                        offset: text.utf8.distance(from: text.startIndex, to: bad),
                        reason: "'\(text[bad])' cannot be part of a name: use letters and digits of ASCII, or . _ @ + -"
                    )
                }
                parts.append(.text(String(literal)))
                rest = rest[literal.endIndex...]
            }
        }
        self.init(parts: parts, source: text)
    }

    private static func placeholder(_ name: Substring, at offset: Int) throws(Failure) -> Part {
        if name == "node" { return .node }
        guard PropertyName.isOne(name) else {
            throw Failure(
                offset: offset,
                reason: "unknown '{\(name)}': use {node}, or a udev property in capitals, as {ID_SERIAL_SHORT}")
        }
        return .property(String(name))
    }

    package var description: String { isAutomatic ? "{node}" : source }

    var isAutomatic: Bool { parts.isEmpty }

    /// Whether the name is the same for every port.
    package var isFixed: Bool {
        !isAutomatic
            && parts.allSatisfy { part in
                if case .text = part { true } else { false }
            }
    }

    // MARK: - Names

    /// The name of a console.
    ///
    /// In the place of a property that the port does not have stands the name of its node: see
    /// ``missingProperties(of:)``.
    ///
    /// - Parameters:
    ///   - port: nil while it is not plugged in, and where it is none of this host.
    ///   - address: where the console is to be found.
    package func name(for port: PortDescription?, address: SourceAddress) -> String {
        guard !isAutomatic else {
            if case .port(.path) = address { return Self.fit(Self.place(of: address)) }
            return Self.fit(Self.node(of: port, address))
        }
        let text = parts.map { part in
            switch part {
            case .text(let text): text
            case .node: Self.node(of: port, address)
            case .property(let name): port?.properties[name] ?? Self.node(of: port, address)
            }
        }
        return Self.fit(text.joined())
    }

    /// The properties that the template names and the port does not have.
    package func missingProperties(of port: PortDescription?) -> [String] {
        parts.compactMap { part in
            if case .property(let name) = part, port?.properties[name] == nil { name } else { nil }
        }
    }

    private static func node(of port: PortDescription?, _ address: SourceAddress) -> String {
        port.map { lastPart(of: $0.node) } ?? place(of: address)
    }

    private static func place(of address: SourceAddress) -> String {
        switch address {
        case .port(.path(let path)), .unix(let path), .file(let path): lastPart(of: path)
        case .port(let selector): selector.description
        case .tcp(let host, let port): "\(host)-\(port)"
        }
    }

    private static func lastPart(of path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }

    // MARK: - Fitness

    /// A text made fit for a file's name and for a kept descriptor's, which takes no colon and nothing but printable
    /// ASCII (sd_pid_notify_with_fds(3), FDNAME=).
    package static func fit(_ text: String) -> String {
        var bytes = text.prefix(longest).map { isFit($0) ? $0.asciiValue ?? UInt8(ascii: "-") : UInt8(ascii: "-") }
        // A hidden file would be overlooked, `..` leads elsewhere, and a name with a hyphen looks like an option.
        if let first = bytes.first, [UInt8(ascii: "."), UInt8(ascii: "-")].contains(first) {
            bytes[0] = UInt8(ascii: "_")
        }
        return bytes.isEmpty ? "console" : String(decoding: bytes, as: UTF8.self)
    }

    private static func isFit(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || "._@+-".contains(character))
    }
}
