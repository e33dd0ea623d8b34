// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

/// The boot that is under way on a console, as the journal names it and the recording holds it.
struct BootPlace: Sendable, Hashable {
    /// When its first line began: names it, the same before and after a restart of the service.
    var began: Timestamp
    /// The recording that holds it, or will in a moment; nil where nothing is recorded.
    var recording: String?
    /// The stream position of that recording's first byte; negative for what was recorded before the service began.
    var start: Int
    /// The number of the line that the recording begins with.
    var firstLine: Int
}
