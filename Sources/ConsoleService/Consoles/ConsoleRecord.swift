// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import ConsoleRecording
import Synchronization
import SystemJournal

/// The recording of one console, and what an earlier life of the service left in it. A class: its sides share it.
final class ConsoleRecord: Sendable {
    let recorder: SegmentRecorder
    /// Whether nothing was missed since the last life of the service.
    let continues: Bool
    private let replay: Mutex<RecordedBoots?>

    init(
        of console: String, in folder: SegmentFolder, by rules: RecordingRules, continues: Bool,
        journal: ConsoleJournal,
        at time: Timestamp
    ) {
        self.continues = continues
        // Looked at first: what the recorder adds comes by the port, too.
        replay = Mutex(RecordedBoots(folder: folder))
        recorder = SegmentRecorder(
            folder: folder, limits: rules.limits, synchronization: rules.synchronization, at: time,
            continues: continues
        ) { journal.note($0, console: console) }
    }

    /// What was recorded last before this life of the service, once.
    func takeReplay() -> RecordedBoots? {
        replay.withLock { $0.take() }
    }
}

extension RecordingRules {
    /// What the recorder is to keep.
    var limits: SegmentLimits {
        SegmentLimits(segmentBytes: segmentBytes, totalBytes: totalBytes, age: age)
    }
}
