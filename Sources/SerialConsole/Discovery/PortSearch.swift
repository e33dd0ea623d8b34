// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import SystemPackage

/// Waits for a port by its identity.
///
/// Its owner waits on ``readiness`` and then calls ``find()``; no timer is needed: where the system cannot tell of
/// changes, the readiness comes each second. A port that was found may not be
/// permitted yet, because udev's rules have not run: opening it fails with `.permissionDenied`, and the readiness comes
/// again when that changes.
package struct PortSearch: ~Copyable, Sendable {
    private let selector: PortSelector
    /// The port that was opened; from then on it alone counts.
    private var identity: PortIdentity?
    private var watch: PortChangeWatch

    /// - Parameter loop: the one that watches.
    /// - Throws: `SourceError` with code `.cannotRead` when the system gives no more descriptors.
    package init(_ selector: PortSelector, loop: ReadinessLoop) throws(SourceError) {
        self.selector = selector
        watch = try PortChangeWatch(path: Self.watchedPath(of: selector), loop: loop)
    }

    /// Readable when something may have changed since the last ``find()``.
    package var readiness: FileDescriptor { watch.readiness }

    /// The node that fits now; nil while there is none. A path is given as it was named; an adapter that was adopted is
    /// given by its node, whatever link it was named by.
    ///
    /// - Throws: `SourceError` with code `.badAddress` when several ports fit.
    package mutating func find() throws(SourceError) -> String? {
        watch.drain(path: watchedPath)
        if let identity { return try find(identity) }
        switch selector {
        case .path(let path): return NodePath.exists(path) ? path : nil
        case .glob(let pattern):
            return try only(PortList.read().matches(selector).map(\.node) + Self.terminals(matching: pattern))
        case .properties: return try only(PortList.read().matches(selector).map(\.node))
        }
    }

    /// Learns which port was opened, so that this one is found again, also as another node, and no other is taken for
    /// it.
    ///
    /// A USB adapter is known by its serial number, or by its socket where it has none or shares it with another that
    /// is plugged in; everything else by its path.
    package mutating func adopt(node: String) {
        let list = PortList.read()
        guard let port = list.description(of: node) else {
            // Gone again already: then what was known before still counts.
            if NodePath.exists(node) { identity = PortIdentity(.path(node)) }
            return
        }
        var identity = port.identity
        if case .adapter = identity.kind, list.ports.count(where: { $0.identity.isSamePort(as: identity) }) > 1 {
            identity.kind = .socket
        }
        // As the person named it: a link leads to the right node also tomorrow.
        if case .path = identity.kind { identity.kind = .path(node) }
        self.identity = identity
    }

    /// Whether there is a port at a path.
    package func isPresent(node: String) -> Bool {
        NodePath.isPresent(node)
    }

    private func find(_ identity: PortIdentity) throws(SourceError) -> String? {
        if case .path(let path) = identity.kind { return NodePath.exists(path) ? path : nil }
        let ports = PortList.read().ports
        if identity.kind == .socket {
            return ports.first { $0.identity.socket != nil && $0.identity.isSameSocket(as: identity) }?.node
        }
        let fitting = ports.filter { $0.identity.isSamePort(as: identity) }
        // A second adapter with the same number may have been plugged in meanwhile: the socket decides.
        if let same = fitting.first(where: { $0.identity.isSameSocket(as: identity) }) { return same.node }
        return try only(fitting.map(\.node))
    }

    private func only(_ nodes: [String]) throws(SourceError) -> String? {
        guard nodes.count > 1 else { return nodes.first }
        let ports = PortList.read().ports.filter { nodes.contains($0.node) }
        let unlisted = nodes.filter { node in !ports.contains { $0.node == node } }
        let names = PortList.names(of: ports + unlisted.map { PortDescription(node: $0) })
        throw SourceError(.badAddress, on: selector.description, detail: "it fits several ports: \(names)")
    }

    // MARK: - What is watched

    private var watchedPath: String {
        guard let identity else { return Self.watchedPath(of: selector) }
        if case .path(let path) = identity.kind { return path }
        return Self.deviceFolder
    }

    private static let deviceFolder = "/dev/"

    private static func watchedPath(of selector: PortSelector) -> String {
        switch selector {
        case .path(let path): path
        case .glob(let pattern): plainFolder(of: pattern) ?? deviceFolder
        case .properties: deviceFolder
        }
    }

    /// The folder that a pattern stays in; nil when the folder is a pattern itself.
    private static func plainFolder(of pattern: String) -> String? {
        let folder = NodePath.folder(of: pattern)
        return GlobPattern.isPattern(folder) ? nil : folder
    }

    /// Terminals that a pattern finds outside /dev, where no list tells what is a port: links that socat or an emulator
    /// made.
    private static func terminals(matching pattern: String) -> [String] {
        guard let folder = plainFolder(of: pattern), folder != deviceFolder, !folder.hasPrefix("/dev/serial/") else {
            return []
        }
        return NodePath.names(in: folder).map { folder + $0 }
            .filter { GlobPattern.matches(path: $0, pattern: pattern) && NodePath.isPresent($0) }
    }
}
