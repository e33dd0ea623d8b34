// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import Synchronization

/// Who is connected, who looks, and who has released what. A class: all connections share it.
final class ControlLedger: Sendable {
    /// Stands for a connection.
    struct ConnectionID: Sendable, Hashable {
        fileprivate var number: Int
    }

    private struct Released {
        var console: any ControlledConsole
        /// Whose end takes it back; nil when it stays released.
        var holder: ConnectionID?
        /// Who released it, for others.
        var name: String
    }

    private struct State {
        var options: ControlOptions
        var group: gid_t?
        var users: [ConnectionID: uid_t] = [:]
        var lastNumber = 0
        var viewers = 0
        var subscriptions: [ConnectionID: EventSubscription] = [:]
        var released: [ObjectIdentifier: Released] = [:]
    }

    private let state: Mutex<State>

    init(_ options: ControlOptions, group: gid_t?) {
        state = Mutex(State(options: options, group: group))
    }

    func apply(_ options: ControlOptions, group: gid_t?) {
        state.withLock { state in
            state.options = options
            state.group = group
        }
    }

    var options: ControlOptions { state.withLock { $0.options } }

    func mayWrite(_ peer: Peer) -> Bool { peer.mayWrite(group: state.withLock { $0.group }) }

    // MARK: - Connections

    var connections: Int { state.withLock { $0.users.count } }

    /// Lets a connection in, or says which limit it is over.
    func admit(_ user: uid_t) -> Result<ConnectionID, Limit> {
        state.withLock { state in
            guard state.users.count < state.options.connections else {
                return .failure(Limit(what: "connections", limit: state.options.connections))
            }
            guard state.users.values.count(where: { $0 == user }) < state.options.connectionsPerUser else {
                return .failure(Limit(what: "connections of a user", limit: state.options.connectionsPerUser))
            }
            state.lastNumber += 1
            let id = ConnectionID(number: state.lastNumber)
            state.users[id] = user
            return .success(id)
        }
    }

    /// A connection ended: what it released is taken back.
    func leave(_ id: ConnectionID) {
        let consoles = state.withLock { state in
            state.users[id] = nil
            let ended = state.released.filter { $0.value.holder == id }
            for key in ended.keys { state.released[key] = nil }
            return ended.values.map(\.console)
        }
        for console in consoles { console.reclaim() }
    }

    // MARK: - Viewers

    func beginViewing() throws(Limit) {
        let limit: Int? = state.withLock { state in
            guard state.viewers < state.options.viewers else { return state.options.viewers }
            state.viewers += 1
            return nil
        }
        if let limit { throw Limit(what: "viewers", limit: limit) }
    }

    func endViewing() {
        state.withLock { $0.viewers -= 1 }
    }

    /// Those who take events now.
    var subscriptions: [EventSubscription] { state.withLock { Array($0.subscriptions.values) } }

    func begin(_ subscription: EventSubscription, of id: ConnectionID) {
        state.withLock { $0.subscriptions[id] = subscription }
    }

    func end(subscriptionOf id: ConnectionID) {
        state.withLock { $0.subscriptions[id] = nil }
    }

    /// More than is allowed.
    struct Limit: Error, Sendable, Hashable {
        var what: String
        var limit: Int
    }

    // MARK: - Released consoles

    /// Notes that a connection releases a console, before it does.
    ///
    /// - Returns: who has released it already; nil when nobody has.
    func beginRelease(_ console: any ControlledConsole, by id: ConnectionID, name: String, keeps: Bool) -> String? {
        state.withLock { state in
            let key = ObjectIdentifier(console)
            if let before = state.released[key] { return before.name }
            // A connection that ended meanwhile has nothing to hold it with.
            guard state.users[id] != nil else { return name }
            state.released[key] = Released(console: console, holder: keeps ? nil : id, name: name)
            return nil
        }
    }

    /// Whether a console that was to be released is still to be so.
    func isReleased(_ console: any ControlledConsole) -> Bool {
        state.withLock { $0.released[ObjectIdentifier(console)] != nil }
    }

    func endRelease(_ console: any ControlledConsole) {
        state.withLock { $0.released[ObjectIdentifier(console)] = nil }
    }
}
