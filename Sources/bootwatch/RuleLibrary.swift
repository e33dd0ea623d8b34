// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import RulePacks
import SerialConsole

/// The rules of a run: those that ship, then those of the rule folders and of the files that were named, each of which
/// takes the place of an earlier one of the same id.
struct RuleLibrary {
    private(set) var packs: [RulePack] = []
    /// Files that were refused, each with its reasons.
    private(set) var errors: [String] = []
    private(set) var knowledge = Knowledge.empty
    private let includesExamples: Bool

    /// - Parameters:
    ///   - files: packs that were named, in order. One with an error is left out and told in ``errors``.
    ///   - includesExamples: whether the rules come with their examples and counter lines.
    init(files: [String], includesExamples: Bool = false) {
        self.includesExamples = includesExamples
        for source in EmbeddedPacks.rulePacks { load(source) }
        do throws(PackError) {
            knowledge = try Knowledge(EmbeddedPacks.knowledge)
        } catch {
            errors.append(error.description)
        }
        for file in RuleDirectories.files + files {
            do throws(CaptureError) {
                load(try PackSource(path: file))
            } catch {
                errors.append("bootwatch: \(error)")
            }
        }
    }

    private mutating func load(_ source: PackSource) {
        do throws(PackError) {
            packs.append(try RulePack(source, includesExamples: includesExamples))
        } catch {
            errors.append(error.description)
        }
    }

    /// The rules made ready for lines.
    var ruleSet: RuleSet { RuleSet(packs.flatMap(\.rules)) }

    /// Of two rules with the same id the later one, in the place of the earlier.
    var rules: [Rule] {
        var unique: [Rule] = []
        var indices: [String: Int] = [:]
        for rule in packs.lazy.flatMap(\.rules) {
            if let index = indices[rule.id] {
                unique[index] = rule
            } else {
                indices[rule.id] = unique.count
                unique.append(rule)
            }
        }
        return unique
    }
}

extension PackSource {
    /// A person's file.
    init(path: String) throws(CaptureError) {
        self.init(file: path, text: try TextFile.read(path))
    }
}
