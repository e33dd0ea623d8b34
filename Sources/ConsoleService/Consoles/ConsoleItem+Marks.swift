// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
package import ConsoleRecording
package import SerialConsole

extension ConsoleItem {
    /// What a recording notes of it, and an analyzer is told; nothing for bytes and for what is nobody else's business.
    package var marks: [RecordingMark] {
        switch self {
        case .chunk, .noise, .answer: []
        case .opened(let notice, let baudRate, _): [.notice(notice)] + (baudRate.map { [.baudRate($0)] } ?? [])
        case .lost(let notice, _), .notice(let notice, _): [.notice(notice)]
        case .speed(let notice, let baudRate, _): [.notice(notice), .baudRate(baudRate)]
        case .gap(let gap, _): [.gap(gap)]
        case .rate(let baudRate, _): [.baudRate(baudRate)]
        case .quiet: [.quiet]
        }
    }
}
