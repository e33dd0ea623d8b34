// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import EventSinks

/// Sentences that the screen and the plain output share.
enum WatchWording {
    static let resolved = "A later line took it back"
    static let survived = "The board booted in spite of it"

    /// `in recovery`, `about the kernel`; nil when no line says.
    static func place(of diagnosis: Diagnosis) -> String? {
        diagnosis.partition.map { "in \($0)" } ?? diagnosis.subject.map { "about \($0)" }
    }

    static func sentence(of gap: Gap) -> String {
        let time = gap.duration.map { " for \(StatusLine.duration($0))" } ?? ""
        let loss =
            gap.bytes.map {
                "\(Wording.count($0, "byte")) of the board's output \($0 == 1 ? "is" : "are") missing here"
            }
            ?? "what the board printed meanwhile is missing here"
        let cause =
            switch gap.reason {
            case .unplugged: "The port was unplugged\(time)"
            case .hungUp: "The other side was closed\(time)"
            case .dropped: "bootwatch was too slow\(time)"
            case .released: "The port was lent to another program\(time)"
            case .notRecorded: "Nothing was recorded\(time)"
            case .replaced: "The file was cut or replaced"
            }
        return "\(cause); \(loss)"
    }

    /// What a new boot is announced with.
    static func boot(_ event: Event) -> String {
        guard case .boot(let beginning) = event.content, beginning.cause != .unknown else {
            return "Boot \(event.boot)"
        }
        return "Boot \(event.boot), begun by \(Wording.cause(beginning.cause))"
    }
}
