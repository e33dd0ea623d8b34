// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog

/// Writes events as JSON Lines: one object a line, the keys in the order of the contract.
///
/// `Schema/events.schema.json`, which `bootwatch schema` prints, describes every key.
package struct EventEncoder {
    /// The version of the contract that `version` carries.
    package static let version = 1

    /// Where the bytes came from: a file's name, or a port's.
    package enum Source: Sendable, Hashable {
        case file(String)
        case port(String)
    }

    private let source: Source
    private var text = JSONText()

    package init(source: Source) {
        self.source = source
    }

    /// The lines written since the last ``removeAll()``, each ended by LF.
    package var bytes: [UInt8] { text.bytes }

    package mutating func removeAll() {
        text.removeAll()
    }

    /// Appends an event as a line.
    package mutating func append(_ event: Event) {
        let source = source
        text.object { json in
            json.key("event")
            json.string(Self.name(event.content))
            json.key("version")
            json.integer(Self.version)
            switch source {
            case .file(let name):
                json.key("file")
                json.string(name)
            case .port(let name):
                json.key("port")
                json.string(name)
            }
            json.key("boot")
            json.integer(event.boot)
            json.key("line")
            json.integer(event.line)
            if let time = event.time {
                json.key("time")
                json.string(RFC3339.string(nanosecondsSinceEpoch: time.nanoseconds))
            }
            if let at = event.secondsIntoBoot {
                json.key("at")
                json.number(at, decimals: 6)
            }
            Self.write(event.content, to: &json)
        }
        text.lineFeed()
    }

    private static func name(_ content: Event.Content) -> String {
        switch content {
        case .boot: "boot"
        case .stage: "stage"
        case .finding: "finding"
        case .layout: "layout"
        case .device: "device"
        case .diagnosis: "diagnosis"
        case .verdict: "verdict"
        case .gap: "gap"
        case .port: "port"
        }
    }

    private static func write(_ content: Event.Content, to json: inout JSONText) {
        switch content {
        case .boot(let beginning):
            json.key("cause")
            json.string(beginning.cause.rawValue)
            json.key("banner")
            json.optional(beginning.banner) { $0.string($1) }
        case .stage(let change):
            json.key("stage")
            json.string(change.stage.rawValue)
            json.key("activity")
            json.optional(change.activity?.rawValue) { $0.string($1) }
            json.key("product")
            json.optional(change.product) { $0.string($1) }
            json.key("release")
            json.optional(change.release) { $0.string($1) }
        case .finding(let finding): write(finding, to: &json)
        case .layout(let layout): write(layout, to: &json)
        case .device(let fact):
            json.key("fact")
            json.string(fact.kind)
            json.key("value")
            json.string(fact.value)
        case .diagnosis(let diagnosis): write(diagnosis, to: &json)
        case .verdict(let verdict):
            json.key("scope")
            json.string(verdict.scope.rawValue)
            json.key("outcome")
            json.string(verdict.outcome.rawValue)
            json.key("code")
            json.optional(verdict.code?.rawValue) { $0.string($1) }
            json.key("boots")
            json.integer(verdict.boots)
            json.key("diagnoses")
            json.array(verdict.diagnoses) { $0.string($1) }
            json.key("summary")
            json.string(verdict.summary)
        case .gap(let gap):
            json.key("reason")
            json.string(gap.reason.rawValue)
            json.key("bytes")
            json.optional(gap.bytes) { $0.integer($1) }
            json.key("seconds")
            json.optional(gap.duration) { $0.number(Double($1) / 1_000_000_000, decimals: 3) }
        case .port(let notice):
            json.key("notice")
            json.string(notice.kind.rawValue)
            json.key("text")
            json.string(notice.text)
        }
    }

    private static func write(_ finding: Finding, to json: inout JSONText) {
        json.key("rule")
        json.string(finding.rule)
        json.key("code")
        json.optional(finding.code?.rawValue) { $0.string($1) }
        json.key("severity")
        json.string(finding.severity.rawValue)
        json.key("text")
        json.string(finding.text)
        json.key("fields")
        json.object { json in
            for field in finding.fields {
                json.key(field.name)
                json.string(field.value)
            }
        }
        json.key("quality")
        json.string(finding.quality.rawValue)
    }

    private static func write(_ layout: FlashLayout, to json: inout JSONText) {
        json.key("origin")
        json.string(layout.origin.rawValue)
        json.key("device")
        json.optional(layout.device) { $0.string($1) }
        json.key("partitions")
        json.array(layout.partitions) { json, partition in
            json.object { json in
                json.key("index")
                json.integer(partition.index)
                json.key("name")
                json.string(partition.name)
                json.key("offset")
                json.optional(partition.offset) { $0.integer($1) }
                json.key("size")
                json.optional(partition.size) { $0.integer($1) }
                json.key("flags")
                json.array(partition.flags) { $0.string($1) }
            }
        }
    }
}
