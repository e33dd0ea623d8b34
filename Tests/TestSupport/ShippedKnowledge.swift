// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog
package import RulePacks

/// The packs and the knowledge base that ship, loaded once for all tests.
package enum ShippedKnowledge {
    private static let loaded = load()

    package static var packs: [RulePack] { loaded.packs }
    package static var rules: [Rule] { loaded.packs.flatMap(\.rules) }
    package static var ruleSet: RuleSet { loaded.ruleSet }
    package static var knowledge: Knowledge { loaded.knowledge }
    /// What was refused; a test says that it is nothing.
    package static var errors: [String] { loaded.errors }

    private struct Loaded: Sendable {
        var packs: [RulePack] = []
        var ruleSet = RuleSet([])
        var knowledge = Knowledge.empty
        var errors: [String] = []
    }

    private static func load() -> Loaded {
        var loaded = Loaded()
        for source in EmbeddedPacks.rulePacks {
            do throws(PackError) {
                loaded.packs.append(try RulePack(source))
            } catch {
                loaded.errors.append(error.description)
            }
        }
        do throws(PackError) {
            loaded.knowledge = try Knowledge(EmbeddedPacks.knowledge)
        } catch {
            loaded.errors.append(error.description)
        }
        loaded.ruleSet = RuleSet(loaded.packs.flatMap(\.rules))
        return loaded
    }
}
