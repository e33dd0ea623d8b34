// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// What a recorder has to tell while it records.
package enum RecordingNotice: Sendable, Hashable, CustomStringConvertible {
    /// It cannot write, and tries again every second. Told once.
    case paused(RecordingError)
    /// It writes again; the hole, if there is one, is marked in the index.
    case resumed(path: String)
    /// The disk did not confirm what was written. Told once.
    case notConfirmed(RecordingError)

    /// No new segment could be begun: the recording goes on in the one before. Told once.
    case stays(RecordingError)

    package var description: String {
        switch self {
        case .paused(let error), .notConfirmed(let error): error.description
        case .stays(let error): "\(error) Until then it goes on in the file before."
        case .resumed(let path): "The recording '\(path)' goes on."
        }
    }
}
