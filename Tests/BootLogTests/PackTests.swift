// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import RulePacks
import TestSupport
import Testing

@testable import BootLog

@Suite struct PackTests {
    @Test func `every shipped pack loads`() {
        #expect(ShippedKnowledge.errors == [])
    }

    @Test func `every example of a rule matches it and no counter line does`() {
        let checker = PackChecker(packs: EmbeddedPacks.rulePacks, knowledge: EmbeddedPacks.knowledge)
        #expect(checker.errors == [])
        #expect(checker.ruleCount == ShippedKnowledge.rules.count)
    }

    @Test func `nothing in the packs and the knowledge base names what does not exist`() {
        let checker = PackChecker(packs: EmbeddedPacks.rulePacks, knowledge: EmbeddedPacks.knowledge)
        #expect(checker.warnings == [])
    }

    @Test func `every rule with a code has an example and a near-miss`() {
        let bare = ShippedKnowledge.rules.filter {
            $0.code != nil && ($0.examples.isEmpty || $0.counterExamples.isEmpty)
        }
        #expect(bare.map(\.id) == [])
    }

    @Test func `no two rules have the same id`() {
        let ids = ShippedKnowledge.rules.map(\.id)
        let repeated = Dictionary(grouping: ids) { $0 }.filter { $1.count > 1 }.keys.sorted()
        #expect(repeated == [])
    }

    @Test func `every rule that resolves another names one that exists`() {
        let ids = Set(ShippedKnowledge.rules.map(\.id))
        let unknown = ShippedKnowledge.rules.flatMap { rule in
            rule.resolves.compactMap { resolution in
                if case .rule(let id) = resolution, !ids.contains(id) { "\(rule.id) resolves \(id)" } else { nil }
            }
        }
        #expect(unknown == [])
    }

    @Test func `every rule says where its line comes from`() {
        #expect(ShippedKnowledge.rules.filter { $0.source.isEmpty || $0.summary.isEmpty }.map(\.id) == [])
    }

    @Test func `a summary names only what some template of its rule captures`() {
        let faulty = ShippedKnowledge.rules.filter { rule in
            let names = Set(rule.templates.flatMap { $0.captures.map(\.name) })
            let named = rule.summary.split(separator: "{", omittingEmptySubsequences: false).dropFirst()
            return named.contains { part in !names.contains(String(part.prefix { $0 != "}" })) }
        }
        #expect(faulty.map(\.id) == [])
    }

    // MARK: - The folder

    /// Tests/BootLogTests/PackTests.swift lies three levels below the checkout.
    private static let packFolder: String = {
        var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        parts.removeLast(3)
        return parts.joined(separator: "/") + "/Sources/CRulePacks/"
    }()

    private static func files(in folder: String) -> [String] {
        guard let directory = opendir(packFolder + folder) else { return [] }
        defer { closedir(directory) }
        var files: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasSuffix(".toml") { files.append(name) }
        }
        return files.sorted()
    }

    @Test func `the list of embedded packs holds every file of the packs folder`() {
        #expect(EmbeddedPacks.rulePacks.map(\.file).sorted() == Self.files(in: "packs"))
    }

    @Test func `the list of embedded knowledge holds every file of the knowledge folder`() {
        #expect(EmbeddedPacks.knowledge.map(\.file).sorted() == Self.files(in: "knowledge"))
    }
}
