// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// The time index of a recording: a text file `NAME.times` beside the raw bytes in `NAME`.
///
/// ```text
/// bootwatch-times 1
/// 0 1714808400.000000000 opened
/// 0 1714808400.000000000 baud 115200
/// 64 1714808400.123456789
/// 96 1714808400.125456789 framing 3 7-12 overrun 13
/// 96 1714808460.125456789 gap unplugged - 60.000000000
/// 128 1714808460.130000000
/// 128 1714808461.000000000 closed
/// ```
///
/// The first line names the format and its version. Every other line is `OFFSET SECONDS.NANOSECONDS [what …]`: at that
/// moment, counted from the Unix epoch, the recording held OFFSET bytes. The words after it:
///
/// | words | meaning |
/// | --- | --- |
/// | none | one read: the bytes from the OFFSET of the line before up to this one |
/// | `noise` | such a read while the speed was still being looked for; errors may follow |
/// | `framing` `parity` `framing-or-parity` `break` `overrun` and numbers | such a read, and which of its bytes had that error: 0 is its first, `7-12` are six in a row, and its length means that no byte followed |
/// | `opened`, `closed` | a recorder began, or ended in good order |
/// | `continued` | the boot that filled the segment before goes on in this one |
/// | `carried OFFSET` | what follows stood in the segment before from that offset on |
/// | `quiet` | nothing had come up to this moment |
/// | `gap REASON BYTES SECONDS.NANOSECONDS` | a hole (`unplugged`, `hung-up`, `dropped`, `not-recorded`, …): what is missing and how long it lasted, `-` where nobody knows |
/// | `baud SPEED` | read at this speed from here on |
/// | `notice KIND TEXT` | something about the port; control bytes and the backslash are written `\xHH` |
///
/// Keys are never recorded: they may be passwords. Bytes between a mark and the read before it have no time: a crash
/// came between the bytes and their line. So the time of byte 1000 is that of the first line with a larger offset:
/// `awk 'NR > 1 && $1 > 1000 {print $2; exit}' NAME.times`. Lines that make no sense and a last line without its end are passed
/// over, so that files cut anywhere can be read.
///
/// Size: a line for each read, 30 to 36 bytes; reads with the same time, as ``ArrivalGrain`` gives them, share one, so
/// that there are about 1,000 lines a second at most (36 KB/s), however fast the port is. Errors take two to five bytes
/// each more.
package enum TimeIndex {
    /// The first line, without its end.
    package static let header = "bootwatch-times 1"
    /// Added to the name of the recording.
    package static let suffix = ".times"

    /// Line errors kept of one read; a chunk holds no more unless nearly every byte of it is broken.
    static let maximumErrors = 16_384
    /// Bytes; a longer line is damage.
    static let maximumLineLength = 1 << 20
    /// Bytes of a notice's text.
    static let maximumTextLength = 512

    package static func path(of recording: String) -> String {
        recording + suffix
    }

    /// Bytes of the first line and its end.
    static let headerLength = header.utf8.count + 1

    /// The words of the format; those for errors, gaps and notices are the raw values of their kinds.
    enum Word {
        static let noise = "noise"
        static let opened = "opened"
        static let closed = "closed"
        static let continued = "continued"
        static let carried = "carried"
        static let quiet = "quiet"
        static let gap = "gap"
        static let baud = "baud"
        static let notice = "notice"
    }
}
