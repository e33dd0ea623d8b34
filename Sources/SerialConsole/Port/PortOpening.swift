// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import SystemPackage

/// The steps from a path to a terminal that is ours alone, and the words for each that fails.
struct PortOpening {
    /// The node, or a link to it.
    let path: String
    /// What it is called in messages.
    let name: String

    /// What is known of a terminal once it is ours.
    struct Claim: Sendable {
        var node: DeviceNode
        var found: TerminalState
        /// Whether it was exclusive already, by whom we have it from.
        var wasExclusive: Bool
    }

    /// Opens the node: never waits for a carrier, never makes it our controlling terminal.
    func open() throws(SourceError) -> TerminalDescriptor {
        guard let node = DeviceNode(path: path) else { throw failure(of: Errno(rawValue: errno)) }
        // Looked at before it is opened: opening is no harmless question to every device.
        guard node.kind == .characterDevice else { throw notATerminal(node.kind) }
        let target = NodePath.chain(from: path).last ?? path
        if let claimant = PortLockFile.claimant(ofPath: target, device: node.device) {
            throw SourceError(.busy, on: name, detail: "\(claimant)")
        }
        let descriptor = Glibc.open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(of: Errno(rawValue: errno), node: node) }
        return TerminalDescriptor(adopting: FileDescriptor(rawValue: descriptor))
    }

    /// Takes a terminal for us alone.
    ///
    /// - Parameter isAdopted: whether it was ours before: then it may be exclusive already.
    static func claim(
        _ terminal: borrowing TerminalDescriptor, name: String, isAdopted: Bool
    ) throws(SourceError) -> Claim {
        let descriptor = terminal.descriptor.rawValue
        guard let node = DeviceNode(descriptor: descriptor) else {
            throw SourceError(.lost, on: name, errno: Errno(rawValue: errno))
        }
        let found: TerminalState
        do {
            found = try TerminalState(of: terminal, isPseudoTerminal: node.isPseudoTerminal)
        } catch {
            switch error {
            case .inappropriateIOCTLForDevice, .invalidArgument:
                throw SourceError(.notATerminal, on: name, detail: "a device of another kind", errno: error)
            case .ioError:
                // drivers/tty/serial/serial_core.c: the ports that a PC might have have nodes, too.
                throw SourceError(
                    .notFound, on: name, detail: "The node is there, but no UART is behind it.", errno: error)
            default: throw SourceError(.lost, on: name, errno: error)
            }
        }
        if isOwnTerminal(node) {
            throw SourceError(.busy, on: name, detail: SourceError.ownTerminal)
        }
        try lock(terminal, node: node, name: name)
        var wasExclusive = (try? terminal.isExclusive()) ?? false
        if wasExclusive, !isAdopted {
            // Root is let in where TIOCEXCL keeps others out. On a pseudo-terminal the flag outlives who set it and was
            // killed, as long as the far side is there.
            let others = PortHolders.others(of: node.device)
            guard node.isPseudoTerminal, others.isEmpty else {
                throw SourceError(.busy, on: name, detail: PortHolder.list(others))
            }
            wasExclusive = false
        }
        // No driver refuses it; the lock holds all the same, ignoring.
        try? terminal.setExclusive(true)
        return Claim(node: node, found: found, wasExclusive: wasExclusive)
    }

    private static func lock(
        _ terminal: borrowing TerminalDescriptor, node: DeviceNode, name: String
    ) throws(SourceError) {
        do {
            if try terminal.lock() { return }
        } catch {
            // A file system without locks: TIOCEXCL is left.
            return
        }
        let holders = PortHolders.locker(of: node).map { [$0] } ?? PortHolders.others(of: node.device)
        throw SourceError(.busy, on: name, detail: PortHolder.list(holders))
    }

    /// Whether it is the terminal that this program itself talks on.
    private static func isOwnTerminal(_ node: DeviceNode) -> Bool {
        (STDIN_FILENO...STDERR_FILENO).contains { number in
            DeviceNode(descriptor: number).map { $0.kind == .characterDevice && $0.device == node.device } ?? false
        }
    }

    // MARK: - Words

    private func failure(of error: Errno, node: DeviceNode? = nil) -> SourceError {
        switch error {
        case .noSuchFileOrDirectory, .notDirectory, .tooManySymbolicLinkLevels:
            return SourceError(.notFound, on: name, errno: error)
        case .noSuchAddressOrDevice, .operationNotSupportedByDevice:
            return SourceError(
                .notFound, on: name, detail: "The node is there, but no device is behind it.", errno: error)
        case .permissionDenied:
            let advice = node.map { PortPermission(path: path, node: $0).advice }
            return SourceError(.permissionDenied, on: name, detail: advice, errno: error)
        case .notPermitted:
            return SourceError(
                .permissionDenied, on: name,
                detail: "A device policy forbids it: see the container's devices, or DevicePolicy= of the service.",
                errno: error)
        case .resourceBusy:
            let holders = node.map { PortHolders.others(of: $0.device) } ?? []
            return SourceError(.busy, on: name, detail: PortHolder.list(holders), errno: error)
        default:
            return SourceError(.cannotRead, on: name, errno: error)
        }
    }

    private func notATerminal(_ kind: DeviceNode.Kind) -> SourceError {
        let detail =
            switch kind {
            case .directory: "a directory"
            case .socket: "a socket"
            case .pipe: "a pipe"
            case .characterDevice: "a device of another kind"
            case .other: "a file"
            }
        return SourceError(.notATerminal, on: name, detail: detail)
    }
}
