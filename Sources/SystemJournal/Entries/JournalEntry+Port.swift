// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog

extension JournalEntry {
    /// Something about the port rather than about the board.
    package static func port(_ notice: PortNotice, in context: ConsoleContext) -> JournalEntry {
        let (id, priority) = kind(of: notice.kind)
        return JournalEntry(
            "\(context.console): \(notice.text)", id: id, priority: priority, rank: .chatter, details: context.details)
    }

    /// A hole in what was read.
    package static func gap(_ gap: Gap, in context: ConsoleContext) -> JournalEntry {
        var fields = context.details + [JournalField("BOOTWATCH_REASON", gap.reason.rawValue)]
        if let bytes = gap.bytes { fields.append(JournalField("BOOTWATCH_BYTES", String(bytes))) }
        if let duration = gap.duration { fields.append(JournalField("BOOTWATCH_NANOSECONDS", String(duration))) }
        let amount = gap.bytes.map { $0 == 1 ? "1 byte is" : "\($0) bytes are" } ?? "bytes may be"
        // Only a slow reader is our own fault; the others are somebody's doing.
        let priority: JournalPriority = gap.reason == .dropped ? .warning : .notice
        return JournalEntry(
            "\(context.console): \(amount) missing here (\(gap.reason.rawValue))", id: .portGap, priority: priority,
            rank: .chatter, details: fields)
    }

    /// A console that cannot be read for a reason that waiting does not mend.
    ///
    /// - Parameter reason: a sentence.
    package static func portFailed(_ reason: String, in context: ConsoleContext) -> JournalEntry {
        JournalEntry(
            "\(context.console): \(reason)", id: .portFailed, priority: .error, rank: .essential,
            details: context.details)
    }

    /// A console that could not be read is read again.
    ///
    /// - Parameter text: a sentence.
    package static func portRecovered(_ text: String, in context: ConsoleContext) -> JournalEntry {
        JournalEntry(
            "\(context.console): \(text)", id: .portRecovered, priority: .notice, rank: .essential,
            details: context.details)
    }

    /// A line of the console itself, where somebody wants it in the journal.
    ///
    /// - Parameter number: the analyzer's number of the line.
    package static func console(_ line: String, number: Int, in context: ConsoleContext) -> JournalEntry {
        var fields = context.details
        if let number = context.recordedLine(number) { fields.append(JournalField("BOOTWATCH_LINE", String(number))) }
        return JournalEntry(
            "\(context.console)| \(line)", id: .consoleLine, priority: .debug, rank: .chatter, details: fields)
    }

    private static func kind(of kind: PortNotice.Kind) -> (MessageID, JournalPriority) {
        switch kind {
        case .opened: (.portOpened, .notice)
        case .waiting: (.portWaiting, .notice)
        case .lost: (.portLost, .warning)
        case .failed: (.portFailed, .error)
        case .settingRefused: (.portSettingRefused, .warning)
        case .sharedAccess: (.portShared, .warning)
        case .lineErrors: (.portLineErrors, .notice)
        case .breakSeen: (.portBreak, .info)
        case .speed: (.portSpeed, .notice)
        case .closed: (.portClosed, .notice)
        }
    }
}
