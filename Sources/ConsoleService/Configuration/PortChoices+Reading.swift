// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import RulePacks

extension PortChoices {
    /// Baud: slower than teletypes and faster than any UART is a slip of the fingers.
    private static let speeds = 50...20_000_000
    /// Seconds: a year of silence is for ever.
    private static let silences = 0.0...31_536_000

    /// Reads what the table says that the reader is at.
    init(_ reader: inout TableReader<PortKey>) {
        if let text = reader.string(.name) { name = Self.template(text, &reader) }
        speed = Self.speed(&reader)
        if let text = reader.string(.framing) {
            framing = Framing(text)
            if framing == nil {
                reader.refuse(
                    "'\(text)' is no framing: write data bits, parity and stop bits, as in \"8N1\" or \"7E2\"",
                    key: .framing)
            }
        }
        flow = reader.choice(.flow)
        dtr = reader.choice(.dtr)
        rts = reader.choice(.rts)
        usesRS485 = reader.truth(.rs485)
        board = reader.plainString(.board)
        isRecorded = reader.truth(.record)
        allowances = Self.allowances(&reader)
    }

    private static func template(_ text: String, _ reader: inout TableReader<PortKey>) -> NameTemplate? {
        do throws(NameTemplate.Failure) {
            return try NameTemplate(parsing: text)
        } catch {
            // A string with escapes is longer than its text: then its beginning is place enough.
            let content = reader.value(.name)?.content ?? 0..<0
            let offset = content.count == text.utf8.count ? content.lowerBound + error.offset : reader.offset(of: .name)
            reader.refuse(error.reason, at: offset)
            return nil
        }
    }

    private static func speed(_ reader: inout TableReader<PortKey>) -> Speed? {
        guard let value = reader.value(.baud) else { return nil }
        if TOMLString.decode(value, in: reader.document.bytes) == "auto" { return .found }
        let number = TableReader<PortKey>.integer(value, in: reader.document)
        if let number, speeds.contains(number) { return .fixed(number) }
        reader.refuse(
            "'baud' must be a number from \(speeds.lowerBound) to \(speeds.upperBound), or \"auto\"", key: .baud)
        return nil
    }

    private static func allowances(_ reader: inout TableReader<PortKey>) -> [BootStage: Int64] {
        var result: [BootStage: Int64] = [:]
        for pair in reader.pairs(.allowances, form: "{ STAGE = SECONDS }") {
            let name = pair.name
            guard let stage = BootStage(rawValue: name) else {
                let known = BootStage.allCases.map(\.rawValue)
                let remedy =
                    Spelling.nearest(to: name, in: known).map { "did you mean '\($0)'?" }
                    ?? "use one of \(known.joined(separator: ", "))"
                reader.refuse("unknown stage '\(name)': \(remedy)", at: pair.offset)
                continue
            }
            let number = TableReader<PortKey>.number(pair.value, in: reader.document)
            guard let seconds = number, silences.contains(seconds) else {
                reader.refuse(
                    "'allowances.\(name)' must be a number of seconds, 0 for ever", at: pair.value.range.lowerBound)
                continue
            }
            result[stage] = Int64(seconds * 1e9)
        }
        return result
    }
}
