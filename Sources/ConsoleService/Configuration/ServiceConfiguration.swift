// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import SerialConsole

/// What the service is to do: which consoles it owns, and what becomes of what they say.
package struct ServiceConfiguration: Sendable, Hashable {
    /// Where it is read from when nobody says another place.
    package static let defaultPath = "/etc/bootwatch/bootwatch.toml"

    /// Folders of rule packs and single packs, by full path. A later rule takes the place of an earlier one of its id.
    package var rules: [String] = []
    package var recording = RecordingRules()
    package var journal = JournalRules()
    package var control = ControlRules()
    package var metrics = MetricsRules()
    /// In the order of the files: the first that fits a port has it.
    package var ports: [PortEntry] = []

    /// Everything as it is when nothing is said, and no console.
    package init() {}

    /// The entry that has a port; nil when none does.
    package func entry(for port: PortDescription) -> PortEntry? {
        ports.first { $0.matches(port) }
    }

    /// The packs that ``rules`` names, each folder's by name. What is gone since the configuration was read gives none.
    package var ruleFiles: [String] {
        rules.flatMap { path in
            DropInFolder.isFolder(path) ? (try? DropInFolder.files(in: path)) ?? [] : [path]
        }
    }
}
