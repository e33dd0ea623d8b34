// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog

extension Knowledge {
    /// Reads the knowledge base from its files: `[[code]]`, `[[cause]]`, `[[step]]`, `[[weight]]`, `[[trait]]` and
    /// `[[family]]` in any of them.
    ///
    /// - Throws: a `PackError` with every issue: unknown ids included, for a cause without a name or a step that
    ///   does not exist would be a hole in somebody's report.
    package init(_ sources: [PackSource]) throws(PackError) {
        let isTrusted = sources.allSatisfy(\.isTrusted)
        var reading = KnowledgeReading(includesReferences: !isTrusted)
        for source in sources { try reading.add(source) }
        if !isTrusted { reading.checkReferences() }
        guard reading.issues.isEmpty else { throw PackError(reading.issues) }
        self.init(
            codes: reading.codes, causes: reading.causes, steps: reading.steps, weights: reading.weights,
            traits: reading.traits, families: reading.families, stepSignals: reading.stepSignals)
    }
}
