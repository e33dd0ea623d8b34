// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ArgumentParser
import WatchScreen

/// How the console is shown, and what keys do: the names are tio's where tio has the thing.
struct ScreenChoices: ParsableArguments {
    @Flag(name: [.short, .long], help: "Put the time before each line.")
    var timestamp = false

    @Option(name: .long, help: "24hour, 24hour-start, 24hour-delta, iso8601, epoch or epoch-usec.")
    var timestampFormat: TimestampFormat = .timeOfDay

    @Flag(name: [.customShort("e"), .long], help: "Show what is typed.")
    var localEcho = false

    @Option(name: [.short, .long], help: ArgumentHelp("Pause after each byte that is sent.", valueName: "ms"))
    var outputDelay: Int = 0

    @Option(
        name: [.customShort("O"), .long], help: ArgumentHelp("Pause after each line that is sent.", valueName: "ms"))
    var outputLineDelay: Int = 0

    @Option(name: .long, help: "When colours are used; auto: on a terminal, unless NO_COLOR is set.")
    var color: Terminal.Color = .auto

    func validate() throws {
        let pauses = 0...60_000
        guard pauses.contains(outputDelay), pauses.contains(outputLineDelay) else {
            throw ValidationError("--output-delay and --output-line-delay take 0 to 60000 milliseconds.")
        }
    }
}

extension TimestampFormat: ExpressibleByArgument {}
