// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import BoundedWork
import ControlInterface
import Logging
import SerialConsole
import ServiceLifecycle
import Synchronization
import SystemPackage

/// Begins and ends consoles: as the configuration says, as ports are plugged in.
///
/// Each console is a task of its own, and none can end another. A class: the service, the control socket and the metrics
/// share it.
package final class ConsoleSupervisor: Service {
    private struct State {
        /// In the order in which they began.
        var keepers: [ConsoleKeeper] = []
        var configuration: ServiceConfiguration
        var isChanged = false
        var isStopping = false
        /// Ports that were there since the consoles were begun.
        var ports: [PortDescription] = []
        var toldNotices: Set<String> = []
    }

    /// Nanoseconds that the end may take.
    private static let endPatience: Int64 = 15_000_000_000

    private let state: Mutex<State>
    private let surroundings: ConsoleSurroundings
    private let logger: Logger
    private let noteConsoles: @Sendable () -> Void
    private let waiter: ReadinessWaiter

    /// - Parameter noteConsoles: called when consoles have begun or ended; must not wait.
    init(
        _ configuration: ServiceConfiguration, in surroundings: ConsoleSurroundings, logger: Logger,
        noteConsoles: @escaping @Sendable () -> Void
    ) {
        state = Mutex(State(configuration: configuration))
        self.surroundings = surroundings
        self.logger = logger
        self.noteConsoles = noteConsoles
        waiter = surroundings.loop.makeWaiter()
    }

    /// The consoles that there are.
    var keepers: [ConsoleKeeper] { state.withLock(\.keepers) }

    /// One line for whoever asks how the service is.
    var summary: String {
        let keepers = keepers
        let open = keepers.count { $0.isOpen }
        let failed = keepers.filter(\.isFailed).map(\.name)
        var text = "\(keepers.count) consoles, \(open) open"
        if !failed.isEmpty { text += ", in trouble: \(failed.joined(separator: ", "))" }
        return text
    }

    /// Takes another configuration: consoles whose lines did not change are not touched.
    func apply(_ configuration: ServiceConfiguration) {
        state.withLock { state in
            state.configuration = configuration
            state.isChanged = true
            state.toldNotices.removeAll()
        }
        waiter.nudge()
    }

    /// Runs until the service is told to stop, and every console is at its end.
    package func run() async throws {
        await withTaskCancellationOrGracefulShutdownHandler {
            await supervise()
        } onCancelOrGracefulShutdown: { [self] in
            state.withLock { $0.isStopping = true }
            waiter.nudge()
        }
    }

    private func supervise() async {
        var monitor: PortMonitor?
        do throws(SourceError) {
            monitor = try PortMonitor(loop: surroundings.loop)
        } catch {
            logger.error("ports that are plugged in later are not noticed", metadata: ["reason": "\(error)"])
        }
        let readiness = if let descriptor = monitor?.readiness { [descriptor] } else { [FileDescriptor]() }
        await withDiscardingTaskGroup { group in
            var isFirst = true
            while !state.withLock(\.isStopping) {
                var changes: [PortChange] = []
                while let change = monitor?.next() { changes.append(change) }
                let isChanged = state.withLock { state in
                    defer { state.isChanged = false }
                    return state.isChanged
                }
                note(changes, ports: monitor?.list.ports ?? [])
                if isFirst || isChanged || !changes.isEmpty { settle(in: &group, isFirst: isFirst) }
                if isFirst {
                    surroundings.manager.ready(status: summary)
                    StartingMemory.giveBack()
                }
                isFirst = false
                _ = await waiter.wait(readable: readiness, until: nil)
            }
            surroundings.manager.stopping()
            // A slow disk may take longer than the unit allows without a word.
            surroundings.manager.extendTimeout(nanoseconds: Self.endPatience)
            for keeper in keepers { keeper.stop(isForGood: false) }
        }
        for descriptor in readiness { waiter.forget(descriptor) }
        waiter.retire()
    }

    /// What is plugged in is remembered beyond its unplugging: it is waited for.
    private func note(_ changes: [PortChange], ports: [PortDescription]) {
        let keepers = state.withLock { state in
            var known = ports
            for port in state.ports where !known.contains(where: { $0.identity.isSamePort(as: port.identity) }) {
                guard state.keepers.contains(where: { $0.isKeeping(port) }) else { continue }
                known.append(port)
            }
            state.ports = known
            return state.keepers
        }
        for case .added(let port) in changes {
            for keeper in keepers where keeper.isKeeping(port) { keeper.found(port) }
        }
        guard !changes.isEmpty else { return }
        for keeper in keepers where keeper.isFailed { keeper.retry() }
    }

    /// Begins what is missing and ends what is too much.
    private func settle(in group: inout DiscardingTaskGroup, isFirst: Bool) {
        let (plan, keepers) = state.withLock { state in
            let running = state.keepers.map(\.assignment)
            return (ConsolePlan(state.configuration, ports: state.ports, running: running), state.keepers)
        }
        tell(plan.notices)
        if isFirst {
            // Before any port is opened: one that is kept under another console's name is still ours, and busy.
            surroundings.manager.giveUpPorts(except: plan.assignments.map(\.name))
        }
        let wanted = Set(plan.assignments)
        var left = keepers
        for keeper in keepers where !wanted.contains(keeper.assignment) {
            logger.notice("console ended", metadata: ["port": "\(keeper.name)"])
            keeper.stop(isForGood: true)
            left.removeAll { $0 === keeper }
        }
        for assignment in plan.assignments where !left.contains(where: { $0.assignment == assignment }) {
            let keeper = ConsoleKeeper(assignment, in: surroundings)
            // The one that had the name before has the port, the folder and the kept descriptor until its end.
            let before = keepers.filter { old in old.name == keeper.name && !left.contains { $0 === old } }
            left.append(keeper)
            group.addTask {
                for keeper in before { await keeper.end() }
                await keeper.run()
            }
            logger.notice(
                "console begun",
                metadata: [
                    "port": "\(keeper.name)", "address": "\(assignment.port?.node ?? keeper.entry.address.name)",
                ])
        }
        let present = left
        state.withLock { $0.keepers = present }
        surroundings.noteChange()
        noteConsoles()
    }

    private func tell(_ notices: [String]) {
        let news = state.withLock { state in notices.filter { state.toldNotices.insert($0).inserted } }
        for notice in news { logger.warning("\(notice)") }
    }
}
