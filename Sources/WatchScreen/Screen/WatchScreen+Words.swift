// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import EventSinks

extension WatchScreen {
    /// Says something in bootwatch's name.
    package mutating func say(_ notice: String) {
        note(.own, "", notice)
        if phase == .active { settle() }
    }

    /// Says something in rows that are laid out already, as help is.
    package mutating func say(rows: [String]) {
        insert(.rows(rows))
        if phase == .active { settle() }
    }

    /// Bytes of the board could not be shown, because the terminal takes them too slowly.
    package mutating func noteDropped(bytes: Int) {
        guard bytes > 0 else { return }
        filter.abandon()
        if phase == .active, !pane.isFree { endLine() }
        note(.severity(.warning), "", "\(counted(bytes)) not shown: the terminal is too slow")
        if phase == .active { settle() }
    }

    func counted(_ bytes: Int) -> String {
        Wording.count(bytes, "byte")
    }

    /// Shows all that is known of the diagnoses of this boot, or of the last one that had any.
    package mutating func showPanel() {
        let candidates = [collector, lastCollector].compactMap(\.self)
        let shown = candidates.first { !TextReport.complete($0, style: style, columns: size.columns).isEmpty }
        if let shown {
            insert(.complete(shown))
        } else {
            note(.own, "", "Nothing is wrong so far")
        }
        if phase == .active { settle() }
    }

    mutating func showPanel(word: String) {
        guard let failure = collector.primary else { return }
        defer { lastFailure = (failure.code, failure.summary, status.boot) }
        if let lastFailure, lastFailure.code == failure.code, lastFailure.summary == failure.summary,
            lastFailure.boot != status.boot
        {
            let label = "\(failure.severity.rawValue)[\(failure.code.rawValue)]"
            note(.severity(failure.severity), label, "Boot \(status.boot) ends as boot \(lastFailure.boot) did")
        } else {
            insert(.panel(collector, word: word))
        }
    }

    mutating func note(_ gutter: TextReport.Gutter, _ label: String, _ text: String, detail: String? = nil) {
        insert(.note(gutter, label: label, text: text, detail: detail))
    }

    mutating func insert(_ insertion: Insertion) {
        guard waiting.count < Self.maximumWaiting else {
            droppedInsertions += 1
            return
        }
        waiting.append(insertion)
        guard phase == .active else { return }
        if pane.canInsert { return flushWaiting() }
        if case .note(_, let label, let text, _) = insertion {
            status.message = label.isEmpty ? text : "\(label): \(text)"
            messageEnd = now?.advanced(byNanoseconds: Self.messageTime)
            isStatusStale = true
        }
    }

    /// Shows what waits, where the board's lines allow it.
    mutating func flushWaiting(isLast: Bool = false) {
        guard !waiting.isEmpty, phase == .active else { return }
        if isLast, !pane.canInsert { return }
        guard pane.canInsert else { return }
        if droppedInsertions > 0 {
            waiting.append(
                .note(.own, label: "", text: "\(droppedInsertions) more could not be shown here", detail: nil))
            droppedInsertions = 0
        }
        var rows: [[UInt8]] = []
        for insertion in waiting {
            rows += insertion.rows(on: size, style: style, hint: "\(keyName) d shows all of it").map { Array($0.utf8) }
        }
        waiting.removeAll(keepingCapacity: true)
        if status.message != nil {
            status.message = nil
            messageEnd = nil
            isStatusStale = true
        }
        pane.insert(rows, to: &output)
    }
}
