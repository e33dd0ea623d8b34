// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ArgumentParser
import EventSinks

/// `bootwatch schema`.
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Prints the JSON Schema of the events of '--format jsonl'.")

    func run() {
        StandardOutput.write(EventSchema.text)
    }
}
