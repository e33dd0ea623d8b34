// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

/// The stages of one boot, in the order in which the console showed them.
struct BootCourse: Sendable, Hashable {
    struct Entry: Sendable, Hashable {
        var stage: BootStage
        var product: String?
        var release: String?
        var line: Int
        /// What a boot loader did, with the line at which it began.
        var activities: [Activity] = []
    }

    struct Activity: Sendable, Hashable {
        var activity: LoaderActivity
        var line: Int
    }

    private static let maximumEntries = 24
    private static let maximumActivities = 32

    let boot: Int
    private(set) var entries: [Entry] = []
    private(set) var droppedCount = 0

    init(boot: Int) {
        self.boot = boot
    }

    mutating func add(_ change: StageChange, line: Int) {
        if let last = entries.indices.last, entries[last].stage == change.stage,
            change.product == nil || entries[last].product == nil || entries[last].product == change.product
        {
            entries[last].product = entries[last].product ?? change.product?.bounded(to: 80)
            entries[last].release = entries[last].release ?? change.release?.bounded(to: 80)
            add(change.activity, line: line, to: last)
        } else if entries.count < Self.maximumEntries {
            entries.append(
                Entry(
                    stage: change.stage, product: change.product?.bounded(to: 80),
                    release: change.release?.bounded(to: 80), line: line))
            add(change.activity, line: line, to: entries.count - 1)
        } else {
            droppedCount += 1
        }
    }

    private mutating func add(_ activity: LoaderActivity?, line: Int, to index: Int) {
        guard let activity, entries[index].activities.last?.activity != activity else { return }
        // The last ones tell where it stopped.
        if entries[index].activities.count == Self.maximumActivities { entries[index].activities.removeFirst() }
        entries[index].activities.append(Activity(activity: activity, line: line))
    }

    /// The stage that ran when a line was printed, and what a boot loader was doing then.
    func place(ofLine line: Int) -> (stage: BootStage, activity: LoaderActivity?)? {
        guard let entry = entries.last(where: { $0.line <= line }) else { return nil }
        return (entry.stage, entry.activities.last { $0.line <= line }?.activity)
    }

    func entry(of stage: BootStage) -> Entry? {
        entries.last { $0.stage == stage && $0.product != nil }
    }
}

extension String {
    /// The start of the text, at most `count` Unicode scalars of it.
    func bounded(to count: Int) -> String {
        guard utf8.count > count, let end = unicodeScalars.index(startIndex, offsetBy: count, limitedBy: endIndex),
            end < endIndex
        else { return self }
        return String(unicodeScalars[..<end]) + "…"
    }
}
