// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import ConsoleRecording
import Synchronization
import SystemJournal

/// The recording of one console, and what an earlier life of the service left in it. A class: its sides share it.
final class ConsoleRecord: Sendable {
    /// What was recorded before this life, where the recorder's thread leaves it.
    private final class Past: Sendable {
        private struct State: ~Copyable {
            /// Whether the files may not be in order yet, and somebody waits for that.
            var isAwaited = true
            var boots: RecordedBoots?
        }

        private let state = Mutex(State())

        var isAwaited: Bool { state.withLock { $0.isAwaited } }

        /// The first word counts.
        func set(_ boots: consuming RecordedBoots) {
            var boots = Optional(boots)
            state.withLock { state in
                guard state.isAwaited else { return }
                state.isAwaited = false
                state.boots = boots.take()
            }
        }

        func take() -> RecordedBoots? {
            state.withLock { state in
                state.isAwaited = false
                return state.boots.take()
            }
        }
    }

    let recorder: SegmentRecorder
    /// Whether nothing was missed since the last life of the service.
    let continues: Bool
    private let past = Past()

    /// - Parameter wake: called when there is something to recall, or never will be; must not wait.
    init(
        of console: String, in folder: SegmentFolder, by rules: RecordingRules, continues: Bool,
        journal: ConsoleJournal, at time: Timestamp, wake: @escaping @Sendable () -> Void
    ) {
        self.continues = continues
        let past = past
        recorder = SegmentRecorder(
            folder: folder, limits: rules.limits, synchronization: rules.synchronization, at: time,
            continues: continues,
            handOver: { boots in
                past.set(boots)
                wake()
            },
            report: { notice in
                journal.note(notice, console: console)
                // It cannot even begin: what was recorded is read as it lies there.
                guard case .paused = notice, past.isAwaited else { return }
                past.set(RecordedBoots(folder: folder))
                wake()
            })
    }

    /// Whether it is known by now what was recorded before.
    var isReady: Bool { !past.isAwaited }

    /// What was recorded last before this life of the service, once; nil also when that is not known yet, and it is too
    /// late then.
    func takePast() -> RecordedBoots? { past.take() }
}

extension RecordingRules {
    /// What the recorder is to keep.
    var limits: SegmentLimits {
        SegmentLimits(segmentBytes: segmentBytes, totalBytes: totalBytes, age: age)
    }
}
