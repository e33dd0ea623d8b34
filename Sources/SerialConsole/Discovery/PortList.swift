// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors
import Glibc

/// The serial ports of this host.
package struct PortList: Sendable, Hashable {
    /// Ports that a sentence names; there are racks with dozens.
    private static let namedPorts = 8

    /// Names of `tty` devices that may be ports. The 64 virtual consoles, tty0 and on, are left out before libudev looks
    /// at them: that is nine tenths of the time of a listing.
    private static let deviceNames = ["tty[!0-9]*", "rfcomm*", "tnt*"]

    /// In the order of their names, numbers by their value.
    package let ports: [PortDescription]

    package init(ports: [PortDescription]) {
        self.ports = ports.sorted { Self.precedes($0.node, $1.node) }
    }

    /// The ports that are there now, from sysfs and, where it is, udev's database. Opens no port.
    package static func read() -> PortList {
        guard let context = UdevContext(),
            let tty = UdevEnumeration(subsystem: "tty", names: deviceNames, context: context)
        else { return PortList(ports: []) }
        var ports: [PortDescription] = []
        for path in tty.paths {
            // Gone since it was listed, or no port.
            guard let device = UdevDevice(path: path, context: context), let port = PortDescription(device) else {
                continue
            }
            ports.append(port)
        }
        return PortList(ports: ports)
    }

    /// The port that a path leads to; nil for a pseudo-terminal.
    package func description(of path: String) -> PortDescription? {
        for step in NodePath.chain(from: path) {
            if let port = ports.first(where: { $0.matches(.path(step)) }) { return port }
        }
        return nil
    }

    package func matches(_ selector: PortSelector) -> [PortDescription] {
        ports.filter { $0.matches(selector) }
    }

    /// Programs besides this one that have ports open, by node; a port that nobody has is left out.
    package func holders() -> [String: [PortHolder]] {
        let own = getpid()
        let all = PortHolders.all()
        var holders: [String: [PortHolder]] = [:]
        for port in ports {
            guard let device = DeviceNode(path: port.node)?.device else { continue }
            let others = (all[device] ?? []).filter { $0.pid != own }
            if !others.isEmpty { holders[port.node] = others }
        }
        return holders
    }

    /// Which ports there are, for the error that one is not.
    package var sentence: String {
        guard !ports.isEmpty else { return "No serial port is plugged in." }
        let others = ports.count - Self.namedPorts
        let rest = others > 0 ? ", and \(others) more" : ""
        return "Ports at hand: \(Self.names(of: ports.prefix(Self.namedPorts)))\(rest)."
    }

    /// `/dev/ttyUSB0 (FTDI FT232R, A50285BI), /dev/ttyS0`
    static func names(of ports: some Sequence<PortDescription>) -> String {
        ports.map { port in
            let facts = [port.title, port.serial].compactMap(\.self).map(PlainName.make)
            return facts.isEmpty ? port.node : "\(port.node) (\(facts.joined(separator: ", ")))"
        }.joined(separator: ", ")
    }

    /// ttyUSB2 comes before ttyUSB10.
    private static func precedes(_ left: String, _ right: String) -> Bool {
        let (left, right) = (number(of: left), number(of: right))
        return (left.name, left.number, left.digits) < (right.name, right.number, right.digits)
    }

    private static func number(of node: String) -> (name: Substring, number: Int, digits: Int) {
        let name = node[..<(node.lastIndex { !("0"..."9").contains($0) }.map(node.index(after:)) ?? node.startIndex)]
        let digits = node.count - name.count
        return (name, Int(node.suffix(digits)) ?? -1, digits)
    }
}
