// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ControlInterface
import Synchronization

/// One caller's stream of events, of one console or of all. A class: the connection and the server share it, for
/// consoles may come later.
final class EventSubscription: Sendable {
    let viewer: EventViewer
    private let start: StreamStart
    private let isOfOneConsole: Bool
    private let hubs = Mutex<[ViewerHub]>([])

    init(_ viewer: EventViewer, from start: StreamStart, isOfOneConsole: Bool) {
        self.viewer = viewer
        self.start = start
        self.isOfOneConsole = isOfOneConsole
    }

    /// Begins with the consoles that there are.
    func begin(_ consoles: [any ControlledConsole]) {
        add(consoles.map(\.viewers), from: start)
    }

    /// Takes in what is new: of a console that came later, all is news.
    func update(_ consoles: [any ControlledConsole]) {
        guard !isOfOneConsole else { return }
        add(consoles.map(\.viewers), from: .boot)
    }

    func end() {
        let all = hubs.withLock { hubs in
            defer { hubs = [] }
            return hubs
        }
        for hub in all { hub.unsubscribe(viewer) }
    }

    private func add(_ present: [ViewerHub], from start: StreamStart) {
        let (new, gone) = hubs.withLock { hubs in
            let new = present.filter { hub in !hubs.contains { $0 === hub } }
            let gone = hubs.filter { hub in !present.contains { $0 === hub } }
            hubs = present
            return (new, gone)
        }
        for hub in gone { hub.unsubscribe(viewer) }
        for hub in new { hub.subscribe(viewer, from: start, isOfOneConsole: isOfOneConsole) }
    }
}
