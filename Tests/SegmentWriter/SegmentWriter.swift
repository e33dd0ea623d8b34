// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import ConsoleRecording
import Glibc

/// Records segments until somebody kills it: `SegmentWriter FOLDER ROUND`.
@main struct SegmentWriter {
    static func main() {
        let arguments = CommandLine.arguments
        guard arguments.count == 3, let round = Int(arguments[2]) else { exit(2) }
        // Nobody is left to kill it when the tests are ended meanwhile.
        alarm(60)
        var random = SystemRandomNumberGenerator()
        let folder = SegmentFolder(path: arguments[1], console: "board")
        let recorder = SegmentRecorder(
            folder: folder, limits: SegmentLimits(segmentBytes: 200_000), synchronization: .seconds(5), limit: 64 << 20,
            at: now, continues: round % 2 == 1
        ) { notice in
            print(notice)
            exit(3)
        }
        let stream = SegmentStream(round: round)
        var position = 0
        while true {
            let count = Int.random(in: 1...3_000, using: &random)
            recorder.record(stream.bytes(position..<position + count), at: now)
            position += count
            if Int.random(in: 0..<16, using: &random) == 0 {
                recorder.cut(at: max(position - Int.random(in: 0..<20_000, using: &random), 0), time: now)
            }
            usleep(UInt32.random(in: 0..<600, using: &random))
        }
    }

    static var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}
