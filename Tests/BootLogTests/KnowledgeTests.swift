// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import TestSupport
import Testing

@testable import BootLog

@Suite struct KnowledgeTests {
    private static let knowledge = ShippedKnowledge.knowledge

    @Test(arguments: DiagnosisCode.allCases)
    func `every code has a title, a meaning, causes and steps`(code: DiagnosisCode) throws {
        let known = try #require(Self.knowledge.codes[code])
        #expect(!known.title.isEmpty)
        #expect(!known.meaning.isEmpty)
        #expect(!known.looks.isEmpty)
        #expect(known.causes.count >= 2)
        #expect(!known.steps.isEmpty)
    }

    @Test func `there are 27 codes`() {
        #expect(DiagnosisCode.allCases.count == 27)
        #expect(Self.knowledge.codes.count == 27)
    }

    @Test func `every cause has a title, a meaning and steps that exist`() {
        let faulty = Self.knowledge.causes.values.filter { cause in
            cause.title.isEmpty || cause.meaning.isEmpty || cause.steps.isEmpty
                || cause.steps.contains { Self.knowledge.steps[$0] == nil }
        }
        #expect(faulty.map(\.id).sorted() == [])
    }

    @Test func `every cause of a code is a cause that exists`() {
        let named = Self.knowledge.codes.values.flatMap { $0.causes.map(\.cause) }
        #expect(Set(named).subtracting(Self.knowledge.causes.keys).sorted() == [])
    }

    @Test func `every cause can come to be named`() {
        let named = Set(Self.knowledge.codes.values.flatMap { $0.causes.map(\.cause) })
        #expect(Set(Self.knowledge.causes.keys).subtracting(named).sorted() == [])
    }

    @Test func `every step says what to do and why`() {
        let faulty = Self.knowledge.steps.filter { $0.value.action.isEmpty || $0.value.why.isEmpty }
        #expect(faulty.keys.sorted() == [])
    }

    @Test func `every weight of evidence leans one way and says why`() {
        let faulty = Self.knowledge.weights.values.joined().filter {
            $0.factor == 0 || !$0.factor.isFinite || $0.because.isEmpty
        }
        #expect(faulty.map(\.when).sorted() == [])
    }

    // MARK: - Advice

    private static let forbidden = [
        "disable verification", "disable signature", "disable the signature", "disable secure boot",
        "turn off verification",
        "turn off secure boot", "without verification", "bypass", "circumvent", "skip the signature", "skip signature",
        "skip verification", "skip the check", "ignore the signature", "patch out", "--disable-verity",
        "--disable-verification", "verify=n", "unlock the bootloader", "unlock the boot loader", "oem unlock",
        "flashing unlock", "jailbreak", "strip the signature", "remove the signature", "resign with",
    ]

    @Test func `no advice tells how to get round a signature check`() {
        let steps = Self.knowledge.steps.filter { step in
            let text = (step.value.action + " " + step.value.why).lowercased()
            return Self.forbidden.contains { text.contains($0) }
        }
        #expect(steps.keys.sorted() == [])
    }

    @Test func `no meaning tells how to get round a signature check`() {
        let texts =
            Self.knowledge.codes.values.map { ($0.code.rawValue, $0.meaning) }
            + Self.knowledge.causes.values.map { ($0.id, $0.meaning) }
        let faulty = texts.filter { text in Self.forbidden.contains { text.1.lowercased().contains($0) } }
        #expect(faulty.map(\.0).sorted() == [])
    }

    @Test(arguments: DiagnosisCode.allCases)
    func `steps come harmless first whatever the likeliest cause`(code: DiagnosisCode) throws {
        let model = CauseModel(Self.knowledge, rules: ShippedKnowledge.ruleSet)
        let known = try #require(model.codes[code])
        for favourite in known.causes {
            let causes = [Diagnosis.Cause(cause: favourite.id, title: "", share: 0.9, logOdds: 1, because: [])]
            let risks = CauseWeigher.steps(known, causes: causes).map(\.step.risk)
            #expect(!risks.isEmpty)
            #expect(risks == risks.sorted())
        }
    }

    @Test func `a step that destroys data says what is lost`() {
        let words = ["eras", "los", "wip", "overwr", "delet", "destroy", "gone", "everything", "replace"]
        let silent = Self.knowledge.steps.filter { step in
            let text = (step.value.action + " " + step.value.why).lowercased()
            return step.value.risk == .destroysData && !words.contains { text.contains($0) }
        }
        #expect(silent.keys.sorted() == [])
    }

    @Test func `a step that writes or erases is marked as one`() {
        let commands = [
            "flash_erase", "flashcp", "nandwrite", "nand erase", "nand write", "sf erase", "sf write", "saveenv",
            "ubiformat",
            "mkfs", "dd of=", "erase the", "mmc write",
        ]
        let unmarked = Self.knowledge.steps.filter { step in
            step.value.risk == .readOnly && commands.contains { step.value.action.lowercased().contains($0) }
        }
        #expect(unmarked.keys.sorted() == [])
    }

    /// A weight for a signal that nothing gives would be knowledge without effect.
    @Test func `every signal that a weight waits for is given by the engine`() {
        let waited = Set(Self.knowledge.weights.values.joined().map(\.when))
        #expect(waited.filter { !Signal.isKnown($0) }.sorted() == [])
    }
}
