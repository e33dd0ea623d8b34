// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog

/// Where something happened, beyond what the event itself tells.
package struct ConsoleContext: Sendable, Hashable {
    /// A file and the bytes of it that belong to the boot.
    package struct Recording: Sendable, Hashable, CustomStringConvertible {
        package var path: String
        package var bytes: Range<Int>

        package init(path: String, bytes: Range<Int>) {
            self.path = path
            self.bytes = bytes
        }

        /// `/var/lib/bootwatch/rack3/rack3-20261121T192408.123Z.log:0-4711`; the last number is the first byte behind.
        package var description: String { "\(path):\(bytes.lowerBound)-\(bytes.upperBound)" }
    }

    /// The console's name.
    package var console: String
    /// The board's name in the configuration.
    package var board: String?
    /// 1-based, since the service began to read; 0 when no boot has begun.
    package var boot: Int
    /// When the boot began, as the segment of its recording is named: `20261121T192408.123Z`. Empty when none has.
    package var bootID: String
    package var stage: BootStage?
    /// The verdict on the boot, where there is one.
    package var outcome: Verdict.Outcome?
    /// The analyzer's number of the line that is the recording's first.
    package var firstLine: Int
    package var recording: Recording?

    package init(
        console: String, board: String? = nil, boot: Int = 0, bootID: String = "", stage: BootStage? = nil,
        outcome: Verdict.Outcome? = nil, firstLine: Int = 1, recording: Recording? = nil
    ) {
        self.console = console
        self.board = board
        self.boot = boot
        self.bootID = bootID
        self.stage = stage
        self.outcome = outcome
        self.firstLine = firstLine
        self.recording = recording
    }

    /// The number that a line has in the recording; nil for a line before it.
    package func recordedLine(_ line: Int) -> Int? {
        line >= firstLine ? line - firstLine + 1 : nil
    }

    /// The same diagnosis of the same boot, whenever and however often it is written.
    package func id(of code: DiagnosisCode) -> String { "\(console)/\(bootID)/\(code.rawValue)" }

    /// `BOOTWATCH_ID` of the boot's verdict.
    package var verdictID: String { "\(console)/\(bootID)/verdict" }

    /// What every entry about the console tells.
    var details: [JournalField] {
        var fields = [JournalField("BOOTWATCH_PORT", console)]
        if let board { fields.append(JournalField("BOOTWATCH_BOARD", board)) }
        if boot > 0 { fields.append(JournalField("BOOTWATCH_BOOT", String(boot))) }
        if !bootID.isEmpty { fields.append(JournalField("BOOTWATCH_BOOT_ID", bootID)) }
        if let stage { fields.append(JournalField("BOOTWATCH_STAGE", stage.rawValue)) }
        if let recording { fields.append(JournalField("BOOTWATCH_RECORDING", recording.description)) }
        return fields
    }
}
