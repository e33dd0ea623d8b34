// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// The way back to an authentic image that the device has, as far as its console tells what it is.
struct WayBack: Sendable {
    /// Steps of a family that a diagnosis names at most.
    private static let maximumSteps = 3

    /// What is known besides counts; one reference, for it is copied with every weighing.
    private final class Content: Sendable {
        let steps: [CauseModel.Step]
        let look: CauseModel.Step?
        let without: Set<Int>

        init(steps: [CauseModel.Step], look: CauseModel.Step? = nil, without: Set<Int> = []) {
            self.steps = steps
            self.look = look
            self.without = without
        }
    }

    private let content: Content?
    /// The number of the step in whose place these come.
    let marker: Int?
    /// Rules that had been seen when it was made: as long as there are no more, nothing new is known.
    let seenRules: Int

    /// In the order to try them.
    var steps: [CauseModel.Step] { content?.steps ?? [] }
    /// What to find out first, where the console does not tell the family.
    var look: CauseModel.Step? { content?.look }

    /// Whether a step makes no sense on this device.
    func excludes(_ step: Int) -> Bool { content?.without.contains(step) ?? false }

    /// Knows nothing of families.
    static let none = WayBack()

    private init() {
        content = nil
        marker = nil
        seenRules = 0
    }

    /// - Parameter seen: the first line at which each rule matched in the capture.
    init(_ model: FamilyModel, seen: [Int: Int]) {
        marker = model.marker
        seenRules = seen.count
        switch FamilyJudgement(model, traits: model.shownTraits(seen)) {
        case .shown(let number, let lines):
            let family = model.families[number]
            var steps = Array(family.steps.prefix(Self.maximumSteps))
            if !steps.isEmpty {
                steps[0].step.why += ". The console shows \(family.title) (\(Self.words(lines)))"
            }
            content = Content(steps: steps, without: family.without)
        case .possible(let families, let lines):
            var look = model.look
            if let first = lines.first { look?.step.why += "; line \(first) leaves several kinds open" }
            content = Content(steps: Self.alternatives(families.map { model.families[$0] }), look: look)
        case .untold(let families):
            content = Content(steps: Self.alternatives(families.map { model.families[$0] }), look: model.look)
        }
    }

    /// The first step of each family that has one of its own, with what it is for.
    private static func alternatives(_ families: [FamilyModel.Family]) -> [CauseModel.Step] {
        var steps: [CauseModel.Step] = []
        for family in families {
            // Two families may begin with the same step: the second one is told by its next.
            let step = family.steps.first { step in !steps.contains { $0.id == step.id } }
            guard var step else { continue }
            step.step.action = "If it is \(family.title): " + uncapitalised(step.step.action)
            steps.append(step)
        }
        return steps
    }

    /// The first word in small letters, unless it is a name.
    private static func uncapitalised(_ sentence: String) -> String {
        let word = sentence.prefix { $0 != " " }
        guard word.count > 1, word.dropFirst().allSatisfy(\.isLowercase) else {
            return sentence.hasPrefix("A ") ? "a" + sentence.dropFirst() : sentence
        }
        return sentence.prefix(1).lowercased() + sentence.dropFirst()
    }

    private static func words(_ lines: [Int]) -> String {
        let numbers = lines.map(String.init)
        guard let last = numbers.last, numbers.count > 1 else { return "line \(numbers.first ?? "")" }
        return "lines \(numbers.dropLast().joined(separator: ", ")) and \(last)"
    }
}
