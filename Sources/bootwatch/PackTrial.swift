// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import EventSinks
import RulePacks

/// A pack that is tried on a log.
struct PackTrial {
    /// Bytes of output gathered before they are written.
    private static let flushLength = 64 * 1_024

    private let terminal = Terminal()
    private var trial: RuleTrial
    private var assembler = LineAssembler()
    /// Follows the boot with the shipped rules, so that a match in a stage that is not the rule's is told.
    private var analyzer: BootAnalyzer
    private var events: [Event] = []
    private var stage: BootStage?
    private var stageChanges: [(line: Int, stage: BootStage?)] = []
    private var matchCounts: [Int]
    private var lineCount = 0
    private var output = ""

    init(pack: RulePack) {
        trial = RuleTrial(pack.rules)
        matchCounts = Array(repeating: 0, count: trial.rules.count)
        let rules = RuleLibrary(files: []).packs.flatMap(\.rules) + pack.rules
        analyzer = BootAnalyzer(rules: RuleSet(rules), knowledge: .empty)
    }

    mutating func append(_ bytes: Span<UInt8>) {
        analyzer.append(bytes, to: &events)
        noteStages()
        var index = 0
        while assembler.next(in: bytes, from: &index, at: nil) { receive(assembler.line) }
    }

    mutating func flush() {
        guard output.utf8.count >= Self.flushLength else { return }
        StandardOutput.write(output)
        output = ""
    }

    mutating func finish() {
        analyzer.finish(events: &events)
        noteStages()
        if assembler.finish() { receive(assembler.line) }
        let silent = zip(trial.rules, matchCounts).filter { $0.1 == 0 }.map(\.0.id)
        let total = matchCounts.reduce(0, +)
        output += "\(Counted.text(lineCount, "line")), \(total == 1 ? "1 match" : "\(total) matches").\n"
        if !silent.isEmpty {
            output += visible("Rules that matched nothing: \(silent.joined(separator: ", ")).") + "\n"
        }
        StandardOutput.write(output)
        output = ""
    }

    private mutating func noteStages() {
        for event in events {
            switch event.content {
            case .boot: stageChanges.append((event.line, nil))
            case .stage(let change): stageChanges.append((event.line, change.stage))
            default: break
            }
        }
        events.removeAll(keepingCapacity: true)
    }

    private mutating func receive(_ line: ConsoleLine) {
        lineCount = max(lineCount, line.number)
        guard !line.body.isEmpty else { return }
        let matches = trial.matches(in: line)
        // Rules are asked with the stage before the line; what the line itself changes holds for the next one.
        let before = stage(before: line.number)
        for match in matches {
            matchCounts[match.rule] += 1
            let rule = trial.rules[match.rule]
            output += visible("\(line.number): \(line.string)") + "\n"
            output += visible("    \(rule.id)  '\(rule.templates[match.template].source)'") + "\n"
            for capture in match.captures { output += visible("        \(capture.name) = '\(capture.value)'") + "\n" }
            if let before, !rule.stages.isEmpty, !rule.stages.contains(before) {
                let stages = rule.stages.sorted().map(\.rawValue).joined(separator: ", ")
                output += visible(
                    "        not asked here: the board is in stage \(before.rawValue), the rule is for \(stages)")
                output += "\n"
            }
        }
    }

    /// The stage that the board was in when a line began; nil when it was not known.
    private mutating func stage(before line: Int) -> BootStage? {
        while let change = stageChanges.first, change.line < line {
            stage = change.stage
            stageChanges.removeFirst()
        }
        return stage
    }

    private func visible(_ text: String) -> String {
        SafeText.visible(text, ascii: !terminal.isUnicode)
    }
}
