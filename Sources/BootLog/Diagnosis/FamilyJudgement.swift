// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Which family of devices a console shows.
enum FamilyJudgement: Sendable, Hashable {
    /// Every trait of the family shows; with the first line of each.
    case shown(family: Int, lines: [Int])
    /// What shows leaves several open; with the lines that show something.
    case possible(families: [Int], lines: [Int])
    /// Nothing shows: these are the usual ones.
    case untold(families: [Int])

    /// Families that are offered side by side at most.
    private static let maximumOffered = 4

    /// - Parameter traits: the first line that shows each trait, as ``FamilyModel/shownTraits(_:)`` gives it.
    init(_ model: FamilyModel, traits: [Int?]) {
        let open = model.families.indices.filter { index in
            model.families[index].unlike.allSatisfy { traits[$0] == nil }
        }
        // The first in the order of the knowledge: special families stand before general ones.
        let shown = open.first { index in
            let family = model.families[index]
            return !family.shownBy.isEmpty && family.shownBy.allSatisfy { traits[$0] != nil }
        }
        if let shown {
            let lines = Set(model.families[shown].shownBy.compactMap { traits[$0] })
            self = .shown(family: shown, lines: lines.sorted())
            return
        }
        let hinted = open.filter { index in
            let family = model.families[index]
            return (family.shownBy + family.fits).contains { traits[$0] != nil }
        }
        if hinted.isEmpty {
            self = .untold(families: Array(open.filter { model.families[$0].isUsual }.prefix(Self.maximumOffered)))
        } else {
            let hints = Set(hinted.flatMap { model.families[$0].shownBy + model.families[$0].fits })
            let lines = Set(hints.compactMap { traits[$0] })
            self = .possible(families: Array(hinted.prefix(Self.maximumOffered)), lines: lines.sorted())
        }
    }
}
