// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog
import Synchronization

/// What all consoles are read by, and may change while they are read. A class: the service sets it, the analysts look.
package final class ReadingSettings: Sendable {
    /// Rules as they were loaded at one time.
    package struct Edition: Sendable {
        /// Counts up from 1 with each loading.
        fileprivate(set) var number = 1
        /// One that has read nothing: its copies share what was made of the rules.
        private let pristine: BootAnalyzer

        package init(rules: RuleSet, knowledge: Knowledge) {
            pristine = BootAnalyzer(rules: rules, knowledge: knowledge)
        }

        func makeAnalyzer(silence: SilenceWatch) -> BootAnalyzer {
            var analyzer = pristine
            analyzer.silence = silence
            return analyzer
        }
    }

    private struct State: Sendable {
        var edition: Edition
        var journal: JournalRules
        var recording: RecordingRules
    }

    private let state: Mutex<State>

    init(_ edition: Edition, journal: JournalRules, recording: RecordingRules) {
        state = Mutex(State(edition: edition, journal: journal, recording: recording))
    }

    var edition: Edition { state.withLock(\.edition) }

    /// What the journal is told.
    var journal: JournalRules { state.withLock(\.journal) }

    /// What is kept of a console's bytes, and how long.
    var recording: RecordingRules { state.withLock(\.recording) }

    /// The consoles take them up, each with its next boot.
    func replaceRules(with new: Edition) {
        state.withLock { state in
            let number = state.edition.number + 1
            state.edition = new
            state.edition.number = number
        }
    }

    func set(_ recording: RecordingRules) {
        state.withLock { $0.recording = recording }
    }

    func set(_ journal: JournalRules) {
        state.withLock { $0.journal = journal }
    }
}
