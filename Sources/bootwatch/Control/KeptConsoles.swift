// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ControlInterface
import Glibc
import SerialConsole

/// The consoles that the service keeps, found by whatever a person calls them.
struct KeptConsoles {
    /// Several consoles are meant.
    struct Unclear: Error, CustomStringConvertible {
        var text: String
        var names: [String]

        /// The names, for a sentence.
        var list: String { KeptConsoles.list(names) }

        var description: String { "'\(text)' fits several consoles of the service, name one: \(list)." }
    }

    /// Names that a sentence lists; there are racks with dozens.
    private static let namedConsoles = 12

    let all: [Port]

    init(_ all: [Port]) {
        self.all = all
    }

    /// The console that is meant: by its own name, its node, a link to it, what udev knows of it, or the address in the
    /// service's configuration; nil when the service keeps none such.
    ///
    /// - Parameters:
    ///   - text: as ``SourceAddress/init(parsing:)`` takes it, or a name.
    ///   - ports: this host's.
    func console(_ text: String, among ports: PortList = .read()) throws(Unclear) -> Port? {
        if let named = all.first(where: { $0.name == text }) { return named }
        // What is no address is no name of a console either; what was wrong with it is told by those who open it.
        guard let address = try? SourceAddress(parsing: text) else { return nil }
        if case .port(let selector) = address {
            let nodes = Set(Self.nodes(of: selector, among: ports).map(Self.plain))
            let fitting = all.filter { console in console.node.map { nodes.contains(Self.plain($0)) } ?? false }
            if let console = try Self.only(fitting, text) { return console }
        }
        // It may be unplugged at this moment.
        return try Self.only(all.filter { (try? SourceAddress(parsing: $0.address)) == address }, text)
    }

    /// Whether a port of this host is one of these.
    func hold(_ port: PortDescription) -> Bool {
        all.contains { $0.node.map(Self.plain) == Self.plain(port.node) }
    }

    /// What a person can choose from.
    var sentence: String {
        all.isEmpty ? "It keeps none." : "Its consoles: \(Self.list(all.map(\.name)))."
    }

    private static func list(_ names: [String]) -> String {
        let others = names.count - namedConsoles
        return names.prefix(namedConsoles).joined(separator: ", ") + (others > 0 ? " and \(others) more" : "")
    }

    private static func only(_ consoles: [Port], _ text: String) throws(Unclear) -> Port? {
        guard consoles.count > 1 else { return consoles.first }
        throw Unclear(text: text, names: consoles.map(\.name))
    }

    private static func nodes(of selector: PortSelector, among ports: PortList) -> [String] {
        if case .path(let path) = selector { return [path] }
        return ports.matches(selector).map(\.node)
    }

    /// A path with all links followed; the path itself where nothing is.
    private static func plain(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }
}
