// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Guesses what somebody meant who misspelt a name.
package enum Spelling {
    /// The known name that is nearest to a misspelt one; nil when none is near.
    ///
    /// - Complexity: O(n·m) for each known name.
    package static func nearest(to name: String, in known: some Sequence<String>) -> String? {
        // A third of the letters may be wrong; with more the guess would be no help.
        let limit = max(1, name.utf8.count / 3)
        var best: (distance: Int, name: String)?
        for candidate in known {
            let distance = distance(Array(name.utf8), Array(candidate.utf8), limit: limit)
            if distance <= limit, distance < best?.distance ?? .max { best = (distance, candidate) }
        }
        return best?.name
    }

    /// Insertions, deletions, changes and swaps of neighbours that turn one into the other.
    private static func distance(_ left: [UInt8], _ right: [UInt8], limit: Int) -> Int {
        guard abs(left.count - right.count) <= limit else { return .max }
        var older: [Int] = []
        var previous = Array(0...right.count)
        for i in left.indices {
            var current = [i + 1]
            for j in right.indices {
                var cost = min(previous[j + 1], current[j]) + 1
                cost = min(cost, previous[j] + (left[i] == right[j] ? 0 : 1))
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] { cost = min(cost, older[j - 1] + 1) }
                current.append(cost)
            }
            older = previous
            previous = current
        }
        return previous[right.count]
    }
}
