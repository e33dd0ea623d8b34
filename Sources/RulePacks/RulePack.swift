// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog

/// The rules of one pack.
package struct RulePack: Sendable {
    /// `u-boot-image`.
    package var name: String
    package var title: String
    package var rules: [Rule]

    /// Reads a pack.
    ///
    /// - Parameters:
    ///   - source: the text.
    ///   - includesExamples: false leaves the rules' examples and counter lines empty, which is quicker.
    /// - Throws: a `PackError` with every issue that was found; a pack with an error is refused whole.
    package init(_ source: PackSource, includesExamples: Bool = true) throws(PackError) {
        let reading = try PackReading(source, includesExamples: includesExamples)
        guard reading.issues.isEmpty else { throw PackError(reading.issues) }
        name = reading.name
        title = reading.title
        rules = reading.rules
    }
}
