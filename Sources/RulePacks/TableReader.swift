// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

/// Reads the values of a table of a TOML text and collects what is wrong with them, each with its place.
///
/// One reader serves all tables of a kind, one after the other.
package struct TableReader<Key: TableKey> {
    /// A string of an array, and where its value stands.
    package struct Element {
        package var text: String
        package var value: TOMLValue
    }

    package let document: TOMLDocument
    private let names: [(key: Key, name: [UInt8])]
    private var values: [(key: Key, value: TOMLValue)] = []
    private var table = TOMLDocument.Table(header: "", offset: 0, pairs: 0..<0)
    package private(set) var issues: [PackIssue] = []

    package init(_ document: TOMLDocument) {
        self.document = document
        names = Key.allCases.map { ($0, Array($0.name.utf8)) }
    }

    /// Goes to a table. Refuses its unknown keys: a misspelt key must not be silently without effect.
    package mutating func open(_ table: TOMLDocument.Table) {
        self.table = table
        values.removeAll(keepingCapacity: true)
        for pair in document.pairs[table.pairs] {
            if let key = key(document.bytes[pair.key]) {
                values.append((key, pair.value))
            } else {
                refuseUnknown(pair)
            }
        }
    }

    private func key(_ name: ArraySlice<UInt8>) -> Key? {
        for candidate in names where candidate.name.count == name.count && name.elementsEqual(candidate.name) {
            return candidate.key
        }
        return nil
    }

    private mutating func refuseUnknown(_ pair: TOMLDocument.Pair) {
        let name = document.text(pair.key)
        let known = names.map(\.key.name)
        let place = table.header.isEmpty ? "before the first table" : "in \(table.title)"
        let remedy =
            Spelling.nearest(to: name, in: known).map { "did you mean '\($0)'?" }
            ?? "use one of \(known.sorted().joined(separator: ", "))"
        refuse("unknown key '\(name)' \(place): \(remedy)", at: pair.key.lowerBound)
    }

    // MARK: - What is wrong

    /// Notes what is wrong at an offset of the text.
    package mutating func refuse(_ reason: String, at offset: Int) {
        issues.append(document.issue(at: offset, reason))
    }

    /// Notes what is wrong with the value of `key`, or with the table where it has no such key.
    package mutating func refuse(_ reason: String, key: Key) {
        refuse(reason, at: offset(of: key))
    }

    /// Where the value of `key` stands, or the table where it has no such key.
    package func offset(of key: Key) -> Int {
        value(key)?.range.lowerBound ?? table.offset
    }

    // MARK: - Values

    package func value(_ key: Key) -> TOMLValue? {
        for entry in values where entry.key == key { return entry.value }
        return nil
    }

    package mutating func string(_ key: Key) -> String? {
        guard let value = value(key) else { return nil }
        guard let text = TOMLString.decode(value, in: document.bytes) else {
            refuse("'\(key.name)' must be a string", key: key)
            return nil
        }
        return text
    }

    /// A string that must be there and hold something.
    package mutating func requiredString(_ key: Key) -> String {
        let count = issues.count
        guard let text = string(key), !text.isEmpty else {
            if issues.count == count { refuse("'\(key.name)' is missing or empty", key: key) }
            return ""
        }
        return text
    }

    /// The strings of an array, each with its place.
    package mutating func elements(_ key: Key) -> [Element] {
        guard let value = value(key) else { return [] }
        guard value.kind == .array else {
            refuse("'\(key.name)' must be an array of strings", key: key)
            return []
        }
        var result: [Element] = []
        var scanner = TOMLScanner(document.bytes, range: value.content)
        do throws(TOMLScanner.Failure) {
            while let element = try scanner.element() {
                guard let text = TOMLString.decode(element, in: document.bytes) else {
                    refuse("'\(key.name)' must hold strings only", at: element.range.lowerBound)
                    continue
                }
                result.append(Element(text: text, value: element))
            }
        } catch {
            refuse("'\(key.name)' must be an array of strings", at: error.offset)
        }
        return result
    }

    package mutating func strings(_ key: Key) -> [String] {
        elements(key).map(\.text)
    }

    package mutating func number(_ key: Key) -> Double? {
        guard let value = value(key) else { return nil }
        if let number = number(value) { return number }
        refuse("'\(key.name)' must be a number", key: key)
        return nil
    }

    package mutating func truth(_ key: Key) -> Bool? {
        guard let value = value(key) else { return nil }
        switch value.kind == .scalar ? document.text(value.range) : "" {
        case "true": return true
        case "false": return false
        default:
            refuse("'\(key.name)' must be true or false", key: key)
            return nil
        }
    }

    private func number(_ value: TOMLValue) -> Double? {
        guard value.kind == .scalar else { return nil }
        return Double(document.text(value.range).filter { $0 != "_" })
    }

    /// The pairs of an inline table of numbers, in their order.
    package mutating func numbers(_ key: Key) -> [(name: String, value: Double, offset: Int)] {
        guard let value = value(key) else { return [] }
        guard value.kind == .inlineTable else {
            refuse("'\(key.name)' must be a table { name = number }", key: key)
            return []
        }
        var result: [(name: String, value: Double, offset: Int)] = []
        var scanner = TOMLScanner(document.bytes, range: value.content)
        do throws(TOMLScanner.Failure) {
            while let pair = try scanner.pair() {
                let name = document.text(pair.key)
                guard let number = number(pair.value) else {
                    refuse("'\(key.name).\(name)' must be a number", at: pair.value.range.lowerBound)
                    continue
                }
                result.append((name, number, pair.key.lowerBound))
            }
        } catch {
            refuse("'\(key.name)' must be a table { name = number }", at: error.offset)
        }
        return result
    }

    // MARK: - Choices

    /// A string that must be one of an enumeration's raw values.
    package mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ key: Key, as type: Choice.Type = Choice.self
    ) -> Choice? {
        guard let value = value(key), let text = string(key) else { return nil }
        return choice(Element(text: text, value: value), key: key)
    }

    package mutating func choices<Choice: RawRepresentable<String> & CaseIterable>(
        _ key: Key, as type: Choice.Type = Choice.self
    ) -> [Choice] {
        elements(key).compactMap { choice($0, key: key) }
    }

    private mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ element: Element, key: Key
    ) -> Choice? {
        if let choice = Choice(rawValue: element.text) { return choice }
        let known = Choice.allCases.map(\.rawValue)
        let remedy =
            Spelling.nearest(to: element.text, in: known).map { "did you mean '\($0)'?" }
            ?? "use one of \(known.joined(separator: ", "))"
        refuse("unknown \(key.name) '\(element.text)': \(remedy)", at: element.value.range.lowerBound)
        return nil
    }
}
