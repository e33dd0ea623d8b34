// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// The keys after the prefix, and what they do: the table that help is made of.
package enum KeyHelp {
    package struct Entry: Sendable, Hashable {
        /// What is typed after the prefix.
        package let key: String
        package let text: String
    }

    /// By the alphabet, as in tio; `d` is bootwatch's own.
    package static let entries: [Entry] = [
        Entry(key: "?", text: "show this help"),
        Entry(key: "b", text: "send a break"),
        Entry(key: "c", text: "show the configuration"),
        Entry(key: "d", text: "show the diagnosis with causes and next steps"),
        Entry(key: "e", text: "switch local echo on or off"),
        Entry(key: "f", text: "switch logging to a file on or off"),
        Entry(key: "F", text: "throw away what waits to be sent"),
        Entry(key: "g", text: "toggle a line: 0 is DTR, 1 is RTS"),
        Entry(key: "l", text: "clear the screen"),
        Entry(key: "L", text: "show the states of the modem lines"),
        Entry(key: "o", text: "go on to the next output mode (normal, hex)"),
        Entry(key: "p", text: "pulse a line: 0 is DTR, 1 is RTS"),
        Entry(key: "q", text: "quit"),
        Entry(key: "s", text: "show statistics"),
        Entry(key: "t", text: "go on to the next kind of time stamps"),
        Entry(key: "v", text: "show the version"),
    ]

    /// The help as rows.
    package static func rows(prefix: PrefixKey) -> [String] {
        let width = prefix.name.utf8.count + prefix.name.utf8.count + 1
        func row(_ keys: String, _ text: String) -> String {
            "  \(keys)\(String(repeating: " ", count: max(width - keys.utf8.count, 0)))  \(text)"
        }
        return ["Keys"] + entries.map { row("\(prefix.name) \($0.key)", $0.text) }
            + [
                row("\(prefix.name) \(prefix.name)", "send \(prefix.name) to the board"),
                row("~.", "quit, at the start of a line; ~~ sends one ~"),
            ]
    }
}
