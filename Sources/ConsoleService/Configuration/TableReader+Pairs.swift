// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import RulePacks

/// A pair of an inline table, and where its key stands.
struct TablePair {
    var name: String
    var value: TOMLValue
    var offset: Int
}

extension TableReader {
    /// The pairs of an inline table, in their order.
    mutating func pairs(_ key: Key, form: String) -> [TablePair] {
        guard let value = value(key) else { return [] }
        guard value.kind == .inlineTable else {
            refuse("'\(key.name)' must be a table \(form)", key: key)
            return []
        }
        var result: [TablePair] = []
        var scanner = TOMLScanner(document.bytes, range: value.content)
        do throws(TOMLScanner.Failure) {
            while let pair = try scanner.pair() {
                result.append(
                    TablePair(name: document.text(pair.key), value: pair.value, offset: pair.key.lowerBound))
            }
        } catch {
            refuse("'\(key.name)' must be a table \(form)", at: error.offset)
        }
        return result
    }
}
