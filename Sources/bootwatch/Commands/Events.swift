// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ArgumentParser
import ControlInterface

/// `bootwatch events`.
struct Events: ParsableCommand {
    enum Start: String, ExpressibleByArgument, CaseIterable {
        case now
        case boot
    }

    static let configuration = CommandConfiguration(
        abstract: "Prints the events of the service's consoles as they are made, a JSON object a line.",
        discussion: """
            The objects are those of 'bootwatch analyze --format jsonl'; 'bootwatch schema' describes them. PORT is a \
            console's name, or whatever names its port; without it all consoles are meant. What a slow reader misses \
            is told on standard error. Ends with the service, or when it is interrupted.
            """)

    @Argument(help: ArgumentHelp("One console only.", valueName: "port"))
    var port: String?

    @Option(name: .long, help: "now, or boot: first what is known of the present boot.")
    var from: Start = .now

    func run() throws {
        let console = try port.map { try ServiceSocket.console($0).name }
        let start = StreamStart(rawValue: from.rawValue)
        try ServiceSocket.attempt { () throws(ControlError) in
            var stream = try ControlClient(path: ServiceSocket.path).subscribe(Subscribe(port: console, from: start))
            while let item = try stream.next() {
                switch item {
                // A line in one piece: whoever is interrupted leaves no half one behind.
                case .event(let bytes): StandardOutput.write(bytes + [0x0A])
                case .missed(let count):
                    let events = Counted.text(count, "event")
                    StandardError.write("bootwatch: \(events) missing here: what reads this is too slow.\n")
                }
            }
        }
        throw ServiceSocket.refusal("The service has ended the stream.")
    }
}
