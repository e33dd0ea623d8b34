// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import RulePacks
import SerialConsole

/// A configuration while its files are read: what they say so far, and what is wrong with them.
struct ConfigurationDraft {
    /// The tables, each as it is written.
    private static let tables = ["[defaults]", "[recording]", "[journal]", "[control]", "[metrics]", "[[port]]"]

    /// A `[[port]]` before the defaults of all files are known.
    struct Port {
        var address: PortAddress
        var choices: PortChoices
        var place: ConfigurationPlace
        /// Where its name stands.
        var namePlace: ConfigurationPlace
    }

    var configuration = ServiceConfiguration()
    var defaults = PortChoices()
    var ports: [Port] = []
    var segmentPlace: ConfigurationPlace?
    var keptPlace: ConfigurationPlace?
    private(set) var issues: [ConfigurationIssue] = []
    private(set) var notices: [ConfigurationIssue] = []

    init(recordingDirectory: String?) {
        if let recordingDirectory { configuration.recording.directory = recordingDirectory }
    }

    /// Notes what is wrong with a file as a whole.
    mutating func refuse(_ file: String, _ reason: String) {
        issues.append(ConfigurationIssue(ConfigurationPlace(file: file), reason))
    }

    /// Reads one more file: its single values take the place of earlier ones, rules and ports are added.
    mutating func add(file: String, text: String) {
        let document: TOMLDocument
        do throws(PackError) {
            document = try TOMLDocument(PackSource(file: file, text: text))
        } catch {
            issues += error.issues.map(ConfigurationIssue.init)
            return
        }
        var found: [ConfigurationIssue] = []
        for table in document.tables {
            let issues =
                switch table.title {
                case "[]": readService(table, document)
                case "[defaults]": readDefaults(table, document)
                case "[recording]": readRecording(table, document)
                case "[journal]": readJournal(table, document)
                case "[control]": readControl(table, document)
                case "[metrics]": readMetrics(table, document)
                case "[[port]]": readPort(table, document)
                default: [document.issue(at: table.offset, Self.unknown(table))]
                }
            found += issues.map(ConfigurationIssue.init)
        }
        found.sort { $0.place.precedes($1.place) }
        issues += found
    }

    private static func unknown(_ table: TOMLDocument.Table) -> String {
        let name = table.header
        if let known = tables.first(where: { $0 == "[\(name)]" || $0 == "[[\(name)]]" }) {
            return "'\(name)' is written \(known)"
        }
        if let dot = name.firstIndex(of: "."), let known = tables.first(where: { $0.contains("[\(name[..<dot])]") }) {
            return "'\(table.title)' is no table: write '\(name[name.index(after: dot)...]) = { … }' in \(known)"
        }
        let names = tables.map { String($0.drop { $0 == "[" }.prefix { $0 != "]" }) }
        let nearest = Spelling.nearest(to: name, in: names).flatMap { name in tables.first { $0.contains("[\(name)]") }
        }
        let remedy = nearest.map { "did you mean '\($0)'?" } ?? "use one of \(tables.joined(separator: ", "))"
        return "unknown table '\(table.title)': \(remedy)"
    }

    // MARK: - All files together

    /// Fills in the defaults, and looks for what does not go together.
    mutating func finish() -> ServiceConfiguration {
        var places: [PortEntry: ConfigurationPlace] = [:]
        var names: [String: ConfigurationPlace] = [:]
        for port in ports {
            var entry = PortEntry(address: port.address.address, place: port.place)
            entry.properties = port.address.properties
            let bare = entry
            if let first = places[bare] {
                issues.append(
                    ConfigurationIssue(port.place, "the same port is meant by \(first.line), and the first has it"))
                continue
            }
            places[bare] = port.place
            entry.isRecorded = configuration.recording.isEnabled
            port.choices.filled(from: defaults).apply(to: &entry)
            if let name = entry.knownName {
                if let first = names[name] {
                    issues.append(
                        ConfigurationIssue(port.namePlace, "the name '\(name)' is taken: \(first.line) has it, too"))
                } else {
                    names[name] = port.namePlace
                }
            }
            if !entry.isOfThisHost, port.choices.hasLine {
                notices.append(
                    ConfigurationIssue(
                        port.place, "'\(entry.address.name)' has no line to set: speed and the like are its server's"))
            }
            configuration.ports.append(entry)
        }
        let recording = configuration.recording
        if recording.totalBytes < recording.segmentBytes, let place = keptPlace ?? segmentPlace {
            let kept = Quantity<SizeUnit>.text(Int64(recording.totalBytes))
            let segment = Quantity<SizeUnit>.text(Int64(recording.segmentBytes))
            issues.append(
                ConfigurationIssue(
                    place, "'keep-size', \(kept), is less than one segment: 'segment-size' is \(segment)"))
        }
        return configuration
    }
}
