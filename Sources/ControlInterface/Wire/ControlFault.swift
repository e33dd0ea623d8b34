// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Why the service did not do what it was asked: the errors of the interface, and those that every Varlink service has.
package enum ControlFault: Error, Sendable, Hashable {
    case noSuchPort(String)
    /// The caller may look only; `action` is what it wanted to do: "send to a board".
    case notPermitted(action: String)
    case writerPresent(port: String, writer: String)
    case portNotOpen(port: String, reason: String)
    case tooMany(what: String, limit: Int)
    case notUpgraded
    case interfaceNotFound(String)
    case methodNotFound(String)
    /// A parameter is missing or has a wrong value; the name is empty when the call itself cannot be read.
    case invalidParameter(String)
    /// The method must be called with "more".
    case expectedMore
    /// Something that a newer service says.
    case other(name: String)
}

extension ControlFault {
    /// What an error's parameters can be.
    struct Parameters: Codable, Sendable, Hashable {
        var port: String?
        var action: String?
        var writer: String?
        var reason: String?
        var what: String?
        var limit: Int?
        var interface: String?
        var method: String?
        var parameter: String?
    }

    /// With the interface: `io.bootwatch.NoSuchPort`.
    package var name: String {
        switch self {
        case .noSuchPort: "io.bootwatch.NoSuchPort"
        case .notPermitted: "io.bootwatch.NotPermitted"
        case .writerPresent: "io.bootwatch.WriterPresent"
        case .portNotOpen: "io.bootwatch.PortNotOpen"
        case .tooMany: "io.bootwatch.TooMany"
        case .notUpgraded: "io.bootwatch.NotUpgraded"
        case .interfaceNotFound: "org.varlink.service.InterfaceNotFound"
        case .methodNotFound: "org.varlink.service.MethodNotFound"
        case .invalidParameter: "org.varlink.service.InvalidParameter"
        case .expectedMore: "org.varlink.service.ExpectedMore"
        case .other(let name): name
        }
    }

    var parameters: Parameters {
        switch self {
        case .noSuchPort(let port): Parameters(port: port)
        case .notPermitted(let action): Parameters(action: action)
        case .writerPresent(let port, let writer): Parameters(port: port, writer: writer)
        case .portNotOpen(let port, let reason): Parameters(port: port, reason: reason)
        case .tooMany(let what, let limit): Parameters(what: what, limit: limit)
        case .interfaceNotFound(let interface): Parameters(interface: interface)
        case .methodNotFound(let method): Parameters(method: method)
        case .invalidParameter(let parameter): Parameters(parameter: parameter)
        case .notUpgraded, .expectedMore, .other: Parameters()
        }
    }

    init(name: String, parameters: RawJSON?) {
        // Parameters that are not as they should be say less; the error stays one.
        let known = parameters.flatMap { try? VarlinkJSON.value(Parameters.self, from: $0.text) } ?? Parameters()
        let port = known.port ?? ""
        self =
            switch name {
            case "io.bootwatch.NoSuchPort": .noSuchPort(port)
            case "io.bootwatch.NotPermitted": .notPermitted(action: known.action ?? "")
            case "io.bootwatch.WriterPresent": .writerPresent(port: port, writer: known.writer ?? "")
            case "io.bootwatch.PortNotOpen": .portNotOpen(port: port, reason: known.reason ?? "")
            case "io.bootwatch.TooMany": .tooMany(what: known.what ?? "", limit: known.limit ?? 0)
            case "io.bootwatch.NotUpgraded": .notUpgraded
            case "org.varlink.service.InterfaceNotFound": .interfaceNotFound(known.interface ?? "")
            case "org.varlink.service.MethodNotFound": .methodNotFound(known.method ?? "")
            case "org.varlink.service.InvalidParameter": .invalidParameter(known.parameter ?? "")
            case "org.varlink.service.ExpectedMore": .expectedMore
            default: .other(name: name)
            }
    }
}

extension ControlFault: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noSuchPort(let port):
            "The service keeps no console '\(port)'. `bootwatch status` lists those that it keeps."
        case .notPermitted(let action):
            "You may not \(action): that is for root, the service's own user and the group that its configuration names."
        case .writerPresent(let port, let writer):
            "Somebody else writes to '\(port)': \(writer). Look on, or take over."
        case .portNotOpen(let port, let reason): "'\(port)' cannot be used: \(reason)"
        case .tooMany(let what, let limit): "The service has no room: it allows \(limit) \(what)."
        case .notUpgraded: "The console can be had only by an upgrade of the connection."
        case .interfaceNotFound(let name): "The service has no interface '\(name)'. It may be older than this program."
        case .methodNotFound(let name): "The service has no method '\(name)'. It may be older than this program."
        case .invalidParameter(""): "The service could not read the call."
        case .invalidParameter(let name): "The service does not take that '\(name)'."
        case .expectedMore: "The service gives that only as a stream."
        case .other(let name): "The service says '\(name)'."
        }
    }
}
