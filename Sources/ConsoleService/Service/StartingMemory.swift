// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import CLinuxMemory
import Glibc

/// Memory that only the beginning of the process needs: the parsing of options, rules and the configuration.
package enum StartingMemory {
    /// Two pools of memory for all threads, not eight for each processor: with a thread for each recording, what lies
    /// unused in them would be more than what is used. To be called before the first thread.
    package static func limitPools() {
        mallopt(M_ARENA_MAX, 2)
    }

    /// Gives it back to the system. What is needed again comes back from the page cache, or is allocated anew.
    static func giveBack() {
        malloc_trim(0)
        for range in programText() {
            // SAFETY: pages of a program's text are never written to; the kernel has them from the file again when they
            // are touched. See madvise(2), MADV_DONTNEED.
            madvise(UnsafeMutableRawPointer(bitPattern: range.lowerBound), range.count, MADV_DONTNEED)
        }
    }

    /// Where the process has executable pages of files; none of them is writable. See proc_pid_maps(5).
    private static func programText() -> [Range<UInt>] {
        guard let file = fopen("/proc/self/maps", "re") else { return [] }
        defer { fclose(file) }
        var ranges: [Range<UInt>] = []
        var buffer = [CChar](repeating: 0, count: 4_096)
        while fgets(&buffer, CInt(buffer.count), file) != nil {
            let words = buffer.prefix { $0 != 0 }.split(separator: 0x20)
            guard words.count >= 6, words[1].elementsEqual("r-xp".utf8.map(CChar.init(bitPattern:))) else { continue }
            let line = String(decoding: words[0].map(UInt8.init(bitPattern:)), as: UTF8.self)
            let ends = line.split(separator: "-").compactMap { UInt($0, radix: 16) }
            // The kernel's own page, [vdso], has no inode.
            guard ends.count == 2, ends[0] < ends[1], !words[4].elementsEqual([0x30]) else { continue }
            ranges.append(ends[0]..<ends[1])
        }
        return ranges
    }
}
