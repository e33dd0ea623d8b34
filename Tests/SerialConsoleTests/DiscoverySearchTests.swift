// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import SystemPackage
import Testing

@testable import SerialConsole

/// Waiting for ports that udev knows nothing of: pseudo-terminals and links to them.
@Suite struct DiscoverySearchTests {
    private let watching: WatchingLoop
    private var loop: ReadinessLoop { watching.loop }

    init() throws {
        watching = try WatchingLoop()
    }

    /// Whether the search wakes, within 20 s.
    private static func wakes(_ readiness: FileDescriptor) -> Bool {
        var request = pollfd(fd: readiness.rawValue, events: Int16(POLLIN), revents: 0)
        return poll(&request, 1, 20_000) == 1
    }

    /// Looks whenever the search wakes, until it finds what is expected.
    private static func finds(_ expected: String?, _ search: inout PortSearch) throws -> Bool {
        while wakes(search.readiness) {
            if try search.find() == expected { return true }
        }
        return false
    }

    @Test func `a terminal that is there is found at once`() throws {
        let terminal = try DiscoveryTerminal()
        let folder = try DiscoveryFolder()
        try folder.link("port", to: terminal.node)
        var search = try PortSearch(.path("\(folder.path)/port"), loop: loop)
        #expect(try search.find() == "\(folder.path)/port")
        let isPresent = search.isPresent(node: "\(folder.path)/port")
        let isFolderPresent = search.isPresent(node: folder.path)
        #expect(isPresent)
        #expect(!isFolderPresent)
    }

    @Test func `a link that appears wakes the search`() throws {
        let terminal = try DiscoveryTerminal()
        let folder = try DiscoveryFolder()
        var search = try PortSearch(.path("\(folder.path)/port"), loop: loop)
        #expect(try search.find() == nil)
        try folder.link("port", to: terminal.node)
        #expect(try Self.finds("\(folder.path)/port", &search))
    }

    @Test func `a link that is moved into place wakes the search`() throws {
        let terminal = try DiscoveryTerminal()
        let folder = try DiscoveryFolder()
        try folder.makeFolder("elsewhere")
        try folder.link("elsewhere/other", to: terminal.node)
        var search = try PortSearch(.path("\(folder.path)/port"), loop: loop)
        #expect(try search.find() == nil)
        try folder.rename("elsewhere/other", to: "port")
        #expect(try Self.finds("\(folder.path)/port", &search))
    }

    @Test func `folders that appear later are followed down to the node`() throws {
        let terminal = try DiscoveryTerminal()
        let folder = try DiscoveryFolder()
        var search = try PortSearch(.path("\(folder.path)/a/b/port"), loop: loop)
        #expect(try search.find() == nil)
        try folder.makeFolder("a")
        #expect(Self.wakes(search.readiness))
        #expect(try search.find() == nil)
        try folder.makeFolder("a/b")
        #expect(Self.wakes(search.readiness))
        #expect(try search.find() == nil)
        try folder.link("a/b/port", to: terminal.node)
        #expect(try Self.finds("\(folder.path)/a/b/port", &search))
    }

    @Test func `a folder that goes and comes again is followed`() throws {
        let terminal = try DiscoveryTerminal()
        let folder = try DiscoveryFolder()
        try folder.makeFolder("a")
        try folder.link("a/port", to: terminal.node)
        var search = try PortSearch(.path("\(folder.path)/a/port"), loop: loop)
        #expect(try search.find() != nil)
        search.adopt(node: "\(folder.path)/a/port")
        // As udev removes /dev/serial/by-id with the last link.
        try folder.remove("a/port")
        try folder.remove("a")
        #expect(try Self.finds(nil, &search))
        try folder.makeFolder("a")
        try folder.link("a/port", to: terminal.node)
        #expect(try Self.finds("\(folder.path)/a/port", &search))
    }

    @Test func `a dangling link's target is waited for where it lies`() throws {
        let terminal = try DiscoveryTerminal()
        let folder = try DiscoveryFolder()
        try folder.makeFolder("a")
        try folder.link("port", to: "a/real")
        var search = try PortSearch(.path("\(folder.path)/port"), loop: loop)
        #expect(try search.find() == nil)
        try folder.link("a/real", to: terminal.node)
        #expect(try Self.finds("\(folder.path)/port", &search))
    }

    @Test func `a link that is led elsewhere wakes the search`() throws {
        let terminal = try DiscoveryTerminal()
        let folder = try DiscoveryFolder()
        try folder.link("port", to: "nowhere")
        var search = try PortSearch(.path("\(folder.path)/port"), loop: loop)
        #expect(try search.find() == nil)
        try folder.link("other", to: terminal.node)
        try folder.rename("other", to: "port")
        #expect(try Self.finds("\(folder.path)/port", &search))
    }

    @Test func `a node that is permitted later wakes the search`() throws {
        // Terminals all lie in one folder, where those of other tests come and go: a folder stands for the node.
        let folder = try DiscoveryFolder()
        try folder.makeFolder("port")
        let node = "\(folder.path)/port"
        var search = try PortSearch(.path(node), loop: loop)
        #expect(try search.find() == node)
        #expect(chmod(node, 0o700) == 0)
        #expect(try Self.finds(node, &search))
    }

    @Test func `an adopted terminal that hangs up is gone, and nothing else is taken for it`() throws {
        let folder = try DiscoveryFolder()
        let other = try DiscoveryTerminal()
        try folder.link("other", to: other.node)
        var search = try PortSearch(.glob("\(folder.path)/por*"), loop: loop)
        do {
            let terminal = try DiscoveryTerminal()
            try folder.link("port", to: terminal.node)
            #expect(try Self.finds("\(folder.path)/port", &search))
            search.adopt(node: "\(folder.path)/port")
        }
        let isPresent = search.isPresent(node: "\(folder.path)/port")
        #expect(!isPresent)
        try folder.link("port2", to: other.node)
        #expect(Self.wakes(search.readiness))
        #expect(try search.find() == nil)
    }

    @Test func `a pattern that fits several terminals is refused with their names`() throws {
        let terminal = try DiscoveryTerminal()
        let folder = try DiscoveryFolder()
        try folder.link("port1", to: terminal.node)
        try folder.link("port2", to: terminal.node)
        try folder.link("port3", to: "nowhere")
        let pattern = "\(folder.path)/port*"
        var search = try PortSearch(.glob(pattern), loop: loop)
        do {
            let found = try search.find()
            Issue.record("one of them was taken: \(found ?? "none")")
        } catch {
            #expect(error.code == .badAddress)
            #expect(error.name == pattern)
            #expect(error.detail == "it fits several ports: \(folder.path)/port1, \(folder.path)/port2")
        }
    }

    @Test func `a search leaves no descriptor behind`() throws {
        let folder = try DiscoveryFolder()
        // A number is the lowest that is free, so it tells how many are open. Other tests run at the same time and
        // take some too; a leak would take three each time.
        var highest: Int32 = 0
        for _ in 0..<400 {
            var search = try PortSearch(.path("\(folder.path)/port"), loop: loop)
            #expect(try search.find() == nil)
            highest = max(highest, search.readiness.rawValue)
        }
        #expect(highest < 700)
    }

    @Test func `an adopted port that was gone already changes nothing`() throws {
        let terminal = try DiscoveryTerminal()
        let folder = try DiscoveryFolder()
        var search = try PortSearch(.glob("\(folder.path)/po*"), loop: loop)
        search.adopt(node: "\(folder.path)/gone")
        try folder.link("port", to: terminal.node)
        #expect(try Self.finds("\(folder.path)/port", &search))
    }
}
