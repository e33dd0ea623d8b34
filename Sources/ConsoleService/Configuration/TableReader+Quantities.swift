// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import RulePacks

/// Values with a meaning: counts, sizes, times, paths.
extension TableReader {
    /// A whole number within bounds.
    mutating func integer(_ key: Key, in bounds: ClosedRange<Int>) -> Int? {
        guard let value = value(key) else { return nil }
        if let number = Self.integer(value, in: document), bounds.contains(number) { return number }
        refuse("'\(key.name)' must be a number from \(bounds.lowerBound) to \(bounds.upperBound)", key: key)
        return nil
    }

    /// The whole number that a value is; nil when it is none.
    static func integer(_ value: TOMLValue, in document: TOMLDocument) -> Int? {
        number(value, in: document).flatMap { Int(exactly: $0) }
    }

    static func number(_ value: TOMLValue, in document: TOMLDocument) -> Double? {
        guard value.kind == .scalar else { return nil }
        return Double(document.text(value.range).filter { $0 != "_" })
    }

    /// A string that is not empty and has no control characters.
    mutating func plainString(_ key: Key) -> String? {
        guard let text = string(key) else { return nil }
        if text.isEmpty {
            refuse("'\(key.name)' must not be empty", key: key)
            return nil
        }
        if text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
            refuse("'\(key.name)' must not hold control characters", key: key)
            return nil
        }
        return text
    }

    /// A full path: the service runs in no folder that anybody would think of.
    mutating func fullPath(_ key: Key, as example: String) -> String? {
        guard let text = plainString(key) else { return nil }
        if text.hasPrefix("/") { return text }
        refuse("'\(key.name)' must be a full path, as in \"\(example)\"", key: key)
        return nil
    }

    /// Bytes, of `"64 MiB"`.
    mutating func size(_ key: Key, in bounds: ClosedRange<Int>) -> Int? {
        quantity(key, of: SizeUnit.self, in: bounds.mapped(Int64.init)).map(Int.init)
    }

    /// Nanoseconds, of `"5 s"`.
    mutating func time(_ key: Key, in bounds: ClosedRange<Int64>) -> Int64? {
        quantity(key, of: TimeUnit.self, in: bounds)
    }

    private mutating func quantity<Unit: MeasureUnit>(
        _ key: Key, of unit: Unit.Type, in bounds: ClosedRange<Int64>
    ) -> Int64? {
        guard let value = value(key) else { return nil }
        guard let text = TOMLString.decode(value, in: document.bytes) else {
            refuse("'\(key.name)' must be \(Unit.noun) with its unit, as in \"\(Unit.example)\"", key: key)
            return nil
        }
        do throws(QuantityFailure) {
            let amount = try Quantity<Unit>.amount(of: text)
            guard bounds.contains(amount) else { throw .outside }
            return amount
        } catch {
            switch error {
            case .noNumber:
                refuse("'\(text)' is not \(Unit.noun): write it as in \"\(Unit.example)\"", key: key)
            case .noUnit:
                refuse("'\(text)' lacks a unit: use one of \(Unit.names)", key: key)
            case .unknownUnit(let word):
                let remedy =
                    Unit.allCases.map(\.rawValue).first { $0.lowercased() == word.lowercased() }
                    .map { "did you mean '\($0)'?" } ?? "use one of \(Unit.names)"
                refuse("unknown unit '\(word)' in '\(text)': \(remedy)", key: key)
            case .outside:
                let least = Quantity<Unit>.text(bounds.lowerBound)
                let most = Quantity<Unit>.text(bounds.upperBound)
                refuse("'\(key.name)' must be from \(least) to \(most)", key: key)
            }
            return nil
        }
    }
}

extension ClosedRange {
    fileprivate func mapped<Other: Comparable>(_ convert: (Bound) -> Other) -> ClosedRange<Other> {
        convert(lowerBound)...convert(upperBound)
    }
}
