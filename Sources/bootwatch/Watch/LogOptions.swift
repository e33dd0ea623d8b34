// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ArgumentParser

/// Where the console is recorded: the names are tio's.
struct LogOptions: ParsableArguments {
    @Flag(name: [.customShort("L"), .long], help: "Record the console's bytes, with a time index beside them.")
    var log = false

    @Option(
        name: .long,
        help: ArgumentHelp("Record to this file; what it holds already stays, the rest is appended.", valueName: "file")
    )
    var logFile: String?

    @Option(
        name: .long, help: ArgumentHelp("The folder of a recording that gets its name by itself.", valueName: "folder"))
    var logDirectory: String?

    @Flag(name: .long, help: "Append to the recording; bootwatch always does.")
    var logAppend = false

    @Flag(name: .long, help: "Record text without control characters and escape sequences instead of the bytes.")
    var logStrip = false

    var isWanted: Bool { log || logFile != nil || logDirectory != nil || logStrip }
}
