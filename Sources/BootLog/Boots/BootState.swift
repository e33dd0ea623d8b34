// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// How far the present boot has come.
struct BootState: Sendable, Hashable {
    /// The line it began at.
    var line: Int
    /// The first line, or the banner.
    var banner: String
    /// What began it, as far as is known.
    var cause = BootCause.unknown
    /// Whether the capture shows how the boot began; without it the capture is an excerpt.
    var hasBanner: Bool
    /// The latest stage that was reached, and the line that showed it.
    private(set) var stage: BootStage?
    private(set) var progressLine = 0
    /// Lines with text.
    var lineCount = 0
    /// Whether user space of the normal system served.
    var isAlive = false
    /// Whether a program said that it stops for good.
    var isHalted = false
    var hasTypedCommand = false
    /// The line at which the loader started its boot command by itself; nil when it did not.
    var autobootLine: Int?
    /// `lineCount` at that line.
    var autobootCount = 0
    /// The last line at which a loader loaded, or said that something could not be had.
    var attemptLine = 0
    /// The last line with text.
    var lastLine = 0
    /// The line at which bytes are missing, for the last time; nil when the boot was read without a hole.
    var gapLine: Int?
    /// The last line at which a loader had an image in hand: it verified it, or handed over to it.
    var imageLine = 0

    init(line: Int, banner: String, hasBanner: Bool) {
        self.line = line
        self.banner = banner
        self.hasBanner = hasBanner
    }

    mutating func reach(_ new: BootStage, line: Int) {
        guard new > stage ?? .bootrom || stage == nil else { return }
        stage = new
        progressLine = line
    }
}
