// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

/// The same diagnosis of one boot or of many.
struct DiagnosisGroup: Sendable, Hashable {
    /// Boots and ids kept by number; the others are counted.
    private static let maximumNumbers = 8

    /// The first, or a later one that knows more.
    private(set) var diagnosis: Diagnosis
    /// The boot that ``diagnosis`` is of.
    private(set) var boot: Int
    private(set) var firstBoots: [Int]
    private(set) var lastBoot: Int
    private(set) var bootCount = 1
    private(set) var ids: [String]

    init(_ diagnosis: Diagnosis, boot: Int) {
        self.diagnosis = diagnosis
        self.boot = boot
        firstBoots = [boot]
        lastBoot = boot
        ids = [diagnosis.id]
    }

    func isSame(_ other: Diagnosis) -> Bool {
        diagnosis.code == other.code && diagnosis.summary == other.boundedSummary
    }

    mutating func add(_ other: Diagnosis, boot: Int) {
        bootCount += 1
        lastBoot = boot
        if firstBoots.count < Self.maximumNumbers { firstBoots.append(boot) }
        // The first ids and the last one: those that a verdict on a capture names as primary.
        if ids.count == Self.maximumNumbers { ids.removeLast() }
        ids.append(other.id)
        let knowsMore = diagnosis.partition == nil && other.partition != nil
        if other.severity > diagnosis.severity || other.severity == diagnosis.severity && knowsMore {
            diagnosis = other.bounded()
            self.boot = boot
        }
    }

    var severity: Severity { diagnosis.severity }

    /// The line that the reader is sent to.
    var line: Int? { diagnosis.evidence.first?.line }

    /// Whether it still stands: no later line took it back, and the boot did not get over it.
    var isStanding: Bool { diagnosis.state != .resolved && !diagnosis.isSurvived }
}

extension Diagnosis {
    fileprivate var boundedSummary: String { summary.bounded(to: 400) }

    /// The same with nothing in it that could grow without bound.
    func bounded() -> Diagnosis {
        var copy = self
        copy.summary = boundedSummary
        copy.subject = subject?.bounded(to: 200)
        copy.partition = partition?.bounded(to: 100)
        copy.evidence = Array(evidence.prefix(32))
        for index in copy.evidence.indices { copy.evidence[index].text = copy.evidence[index].text.boundedExcerpt }
        copy.furtherEvidence += evidence.count - copy.evidence.count
        copy.badBlocks = Array(badBlocks.prefix(256))
        copy.causes = Array(causes.prefix(16))
        for index in copy.causes.indices {
            copy.causes[index].because = copy.causes[index].because.prefix(8).map { $0.bounded(to: 400) }
        }
        copy.steps = Array(steps.prefix(16))
        return copy
    }
}

extension String {
    /// A quoted line that is far too long for any page, cut to what a page may show.
    fileprivate var boundedExcerpt: String {
        utf8.count <= 1_000 ? self : Excerpt.of(self, columns: 400, ellipsis: "…").bounded(to: 800)
    }
}
