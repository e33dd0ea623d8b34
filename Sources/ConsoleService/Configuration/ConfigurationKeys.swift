// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import RulePacks

/// The keys before the first table.
enum ServiceKey: String, TableKey {
    case rules
}

/// `[recording]`.
enum RecordingKey: String, TableKey {
    case enabled
    case directory
    case segmentSize = "segment-size"
    case keepSize = "keep-size"
    case keepDays = "keep-days"
    case sync
}

/// `[journal]`.
enum JournalKey: String, TableKey {
    case severity
    case mirrorConsole = "mirror-console"
}

/// `[control]`.
enum ControlKey: String, TableKey {
    case socket
    case group
    case viewers
}

/// `[metrics]`.
enum MetricsKey: String, TableKey {
    case textfile
    case interval
    case listen
}

/// `[[port]]`, and all but the first two in `[defaults]`.
enum PortKey: String, TableKey {
    case match
    case udev
    case name
    case baud
    case framing
    case flow
    case dtr
    case rts
    case rs485
    case board
    case record
    case allowances
}
