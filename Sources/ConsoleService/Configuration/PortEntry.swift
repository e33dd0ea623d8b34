// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog
package import SerialConsole

/// A `[[port]]`: which ports are meant, and how their consoles are treated. All that is left open there is filled in from
/// `[defaults]`.
///
/// Two are equal when they mean the same, wherever they stand.
package struct PortEntry: Sendable {
    /// Never a file.
    package var address: SourceAddress
    /// udev properties that a port must have besides fitting a path or a pattern.
    package var properties: [PortSelector.Property] = []
    package var name = NameTemplate.automatic
    /// The speed is where listening begins when it is to be found out.
    package var settings = LineSettings()
    /// `baud = "auto"`
    package var findsSpeed = false
    /// What hangs on the port, in the lab's words.
    package var board: String?
    package var isRecorded = true
    package var silence = SilenceWatch()
    /// For messages.
    package var place: ConfigurationPlace

    package init(address: SourceAddress, place: ConfigurationPlace) {
        self.address = address
        self.place = place
    }

    /// Whether a port of this host is meant. A path means the port that one of its links bears, too.
    package func matches(_ port: PortDescription) -> Bool {
        guard case .port(let selector) = address, port.matches(selector) else { return false }
        return properties.isEmpty || port.matches(.properties(properties))
    }

    /// Whether several ports may fit at a time, and come and go.
    package var mayFitMany: Bool {
        switch address {
        case .port(.glob), .port(.properties): true
        case .port(.path), .tcp, .unix, .file: false
        }
    }

    /// Whether it is a port, and no socket.
    var isOfThisHost: Bool {
        if case .port = address { true } else { false }
    }

    /// The name that the console has whatever port is plugged in; nil where that decides.
    var knownName: String? {
        if name.isFixed { return name.name(for: nil, address: address) }
        switch address {
        case .port(.path): return name.isAutomatic ? name.name(for: nil, address: address) : nil
        case .port: return nil
        case .tcp, .unix, .file: return name.name(for: nil, address: address)
        }
    }
}

extension PortEntry: Hashable {
    package static func == (left: PortEntry, right: PortEntry) -> Bool {
        left.address == right.address && left.properties == right.properties && left.name == right.name
            && left.settings == right.settings && left.findsSpeed == right.findsSpeed && left.board == right.board
            && left.isRecorded == right.isRecorded && left.silence == right.silence
    }

    /// No two entries of a configuration have these in common.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(address)
        hasher.combine(properties)
    }
}
