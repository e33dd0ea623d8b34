// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import RulePacks

/// A name on the command line that names nothing.
struct Unknown: Error, CustomStringConvertible {
    /// What kind of thing was named: `pack`.
    var kind: String
    var name: String
    /// What could have been meant.
    var known: [String]
    /// Where the known names can be read, as a sentence.
    var remedy: String?

    var description: String {
        let remedy =
            Spelling.nearest(to: name, in: known).map { "Did you mean '\($0)'?" }
            ?? remedy ?? "Known are: \(known.sorted().joined(separator: ", "))."
        return "There is no \(kind) '\(name)'. \(remedy)"
    }
}
