// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import RulePacks
import SerialConsole

/// The tables, one after the other. Each gives what is wrong in it, and takes what is right.
extension ConfigurationDraft {
    /// Bytes: less makes a file a minute, more no tool likes.
    private static let segmentSizes = 64 << 10...1 << 40
    private static let keptSizes = 64 << 10...1 << 50
    private static let second: Int64 = 1_000_000_000

    mutating func readService(_ table: TOMLDocument.Table, _ document: TOMLDocument) -> [PackIssue] {
        var reader = TableReader<ServiceKey>(document)
        reader.open(table)
        for element in reader.elements(.rules) {
            let place = element.value.range.lowerBound
            if !element.text.hasPrefix("/") {
                reader.refuse("'\(element.text)' must be a full path, as in \"/etc/bootwatch/rules.d\"", at: place)
            } else if !DropInFolder.isThere(element.text) {
                reader.refuse("there is no file or folder '\(element.text)'", at: place)
            } else {
                configuration.rules.append(element.text)
            }
        }
        return reader.issues
    }

    mutating func readDefaults(_ table: TOMLDocument.Table, _ document: TOMLDocument) -> [PackIssue] {
        var reader = TableReader<PortKey>(document)
        reader.open(table)
        for key in [PortKey.match, .udev] where reader.value(key) != nil {
            reader.refuse("'\(key.name)' belongs to a [[port]]: defaults are for all of them", key: key)
        }
        defaults = PortChoices(&reader).filled(from: defaults)
        return reader.issues
    }

    mutating func readRecording(_ table: TOMLDocument.Table, _ document: TOMLDocument) -> [PackIssue] {
        var reader = TableReader<RecordingKey>(document)
        reader.open(table)
        var rules = configuration.recording
        if let isEnabled = reader.truth(.enabled) { rules.isEnabled = isEnabled }
        if let path = reader.fullPath(.directory, as: RecordingRules.defaultDirectory) { rules.directory = path }
        if let size = reader.size(.segmentSize, in: Self.segmentSizes) {
            rules.segmentBytes = size
            segmentPlace = ConfigurationPlace(document.issue(at: reader.offset(of: .segmentSize), ""))
        }
        if let size = reader.size(.keepSize, in: Self.keptSizes) {
            rules.totalBytes = size
            keptPlace = ConfigurationPlace(document.issue(at: reader.offset(of: .keepSize), ""))
        }
        if let days = reader.integer(.keepDays, in: 0...36_500) {
            rules.age = days > 0 ? Int64(days) * 86_400 * Self.second : nil
        }
        if let time = reader.time(.sync, in: 0...3_600 * Self.second) { rules.synchronization = .nanoseconds(time) }
        configuration.recording = rules
        return reader.issues
    }

    mutating func readJournal(_ table: TOMLDocument.Table, _ document: TOMLDocument) -> [PackIssue] {
        var reader = TableReader<JournalKey>(document)
        reader.open(table)
        if let severity: Severity = reader.choice(.severity) { configuration.journal.severity = severity }
        if let mirrors = reader.truth(.mirrorConsole) { configuration.journal.mirrorsConsole = mirrors }
        return reader.issues
    }

    mutating func readControl(_ table: TOMLDocument.Table, _ document: TOMLDocument) -> [PackIssue] {
        var reader = TableReader<ControlKey>(document)
        reader.open(table)
        if let path = reader.fullPath(.socket, as: ControlRules().socket) {
            if let fault = Self.socketFault(path) {
                reader.refuse(fault, key: .socket)
            } else {
                configuration.control.socket = path
            }
        }
        // Nobody besides root is a choice, too.
        if let group = reader.string(.group) { configuration.control.group = group.isEmpty ? nil : group }
        if let viewers = reader.integer(.viewers, in: 0...1_000) { configuration.control.viewers = viewers }
        return reader.issues
    }

    private static func socketFault(_ path: String) -> String? {
        guard path.utf8.count > ControlRules.longestPath else { return nil }
        return "the path of a socket has at most \(ControlRules.longestPath) bytes, this one \(path.utf8.count)"
    }

    mutating func readMetrics(_ table: TOMLDocument.Table, _ document: TOMLDocument) -> [PackIssue] {
        var reader = TableReader<MetricsKey>(document)
        reader.open(table)
        if let path = reader.fullPath(.textfile, as: "/var/lib/prometheus/node-exporter/bootwatch.prom") {
            if path.hasSuffix(".prom") {
                configuration.metrics.textfile = path
            } else {
                reader.refuse("node_exporter reads no other files than those that end in '.prom'", key: .textfile)
            }
        }
        if let time = reader.time(.interval, in: Self.second...86_400 * Self.second) {
            configuration.metrics.interval = .nanoseconds(time)
        }
        if let text = reader.plainString(.listen) {
            switch try? SourceAddress(parsing: text) {
            case .unix(let path)? where path.hasPrefix("/"):
                if let fault = Self.socketFault(path) {
                    reader.refuse(fault, key: .listen)
                } else {
                    configuration.metrics.listen = .unix(path: path)
                }
            case .tcp(let host, let port)?: configuration.metrics.listen = .tcp(host: host, port: port)
            default:
                reader.refuse(
                    "'\(text)' is no place to listen at: use \"unix:/PATH\" or \"tcp://ADDRESS:PORT\"", key: .listen)
            }
        }
        return reader.issues
    }

    mutating func readPort(_ table: TOMLDocument.Table, _ document: TOMLDocument) -> [PackIssue] {
        var reader = TableReader<PortKey>(document)
        reader.open(table)
        let address = PortAddress(&reader)
        let choices = PortChoices(&reader)
        if let address {
            ports.append(
                Port(
                    address: address, choices: choices,
                    place: ConfigurationPlace(document.issue(at: reader.offset(of: .match), "")),
                    namePlace: ConfigurationPlace(document.issue(at: reader.offset(of: .name), ""))))
        }
        return reader.issues
    }
}
