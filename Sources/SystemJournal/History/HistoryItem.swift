// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog
import EventSinks

/// What an entry of the journal tells for a history.
package struct HistoryItem: Sendable, Hashable {
    package enum Content: Sendable, Hashable {
        case diagnosis
        /// A later line took a diagnosis back.
        case resolved
        /// It is graver than it was when it was told, or holds again.
        case worsened
        /// A boot came to its end.
        case verdict(Verdict.Outcome)
    }

    /// Bytes of a name that are kept: the journal may hold anybody's.
    static let maximumNameLength = 128
    /// Bytes of a sentence that are kept.
    static let maximumTextLength = 512

    package var content: Content
    /// Nanoseconds since the epoch.
    package var time: Int64
    /// The id of the host's system; empty when the entry does not tell.
    package var machine: String
    package var host: String
    package var port: String
    package var board: String?
    /// When the boot began, as its recording is named; empty before the first one.
    package var boot: String
    /// Of a verdict the primary diagnosis'.
    package var code: DiagnosisCode?
    package var severity: Severity
    /// Same for the same failure, whatever board and boot.
    package var signature: String
    package var partition: String?
    /// Whether the boot reached user space after it.
    package var isSurvived: Bool
    package var badBlocks: Int?
    package var message: String
    package var cause: String?
    package var step: String?

    /// Fields that are read of a record.
    package static let fields: Set<String> = [
        "MESSAGE", "MESSAGE_ID", "_HOSTNAME", "_MACHINE_ID", "BOOTWATCH_PORT", "BOOTWATCH_BOARD",
        "BOOTWATCH_BOOT_ID", "BOOTWATCH_CODE", "BOOTWATCH_SEVERITY", "BOOTWATCH_SURVIVED", "BOOTWATCH_SIGNATURE",
        "BOOTWATCH_PARTITION", "BOOTWATCH_BAD_BLOCKS", "BOOTWATCH_CAUSE", "BOOTWATCH_STEP", "BOOTWATCH_VERDICT",
    ]
}
