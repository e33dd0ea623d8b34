// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import SystemPackage

/// Follows which ports are plugged in and unplugged.
///
/// Its owner waits on ``readiness`` and then calls ``next()`` until it gives nil. Changes are told from the state
/// before and after, so none is missed for good when events are lost, or where no udevd sends any.
package struct PortMonitor: ~Copyable, Sendable {
    private static let deviceFolder = "/dev/"

    /// The ports as they were told so far; at the start those that were there.
    package private(set) var list: PortList
    private var pending: [PortChange] = []
    private var watch: PortChangeWatch

    /// - Parameter loop: the one that watches.
    /// - Throws: `SourceError` with code `.cannotRead` when the system gives no more descriptors.
    package init(loop: ReadinessLoop) throws(SourceError) {
        watch = try PortChangeWatch(path: Self.deviceFolder, loop: loop)
        // Watch first, look after: what is plugged in between wakes.
        list = PortList.read()
    }

    /// Readable when ports may have changed.
    package var readiness: FileDescriptor { watch.readiness }

    /// The next change; nil when there is none now.
    package mutating func next() -> PortChange? {
        if pending.isEmpty {
            watch.drain(path: Self.deviceFolder)
            let now = PortList.read()
            pending = PortList.changes(from: list, to: now)
            list = now
        }
        return pending.isEmpty ? nil : pending.removeFirst()
    }
}

extension PortList {
    /// What happened between two states: removals first, so that a node that another adapter took is told in order.
    static func changes(from old: PortList, to new: PortList) -> [PortChange] {
        let before = Dictionary(old.ports.map { ($0.node, $0) }, uniquingKeysWith: { first, _ in first })
        let after = Dictionary(new.ports.map { ($0.node, $0) }, uniquingKeysWith: { first, _ in first })
        let isSame = { (left: PortDescription, right: PortDescription) in
            left.identity == right.identity && left.enumeration == right.enumeration
        }
        let removed = old.ports.filter { port in after[port.node].map { !isSame(port, $0) } ?? true }
        let rest = new.ports.compactMap { port -> PortChange? in
            guard let earlier = before[port.node], isSame(earlier, port) else { return .added(port) }
            return earlier == port ? nil : .changed(port)
        }
        return removed.map(PortChange.removed) + rest
    }
}
