// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// A unit in which a quantity is written, as its raw value says.
protocol MeasureUnit: RawRepresentable<String>, CaseIterable {
    /// In bytes or nanoseconds.
    var scale: Int64 { get }
    /// What is measured, for messages.
    static var noun: String { get }
    static var example: String { get }
}

extension MeasureUnit {
    /// `ms, s, min`
    static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}

/// Units of bytes; those with an i are powers of 1,024.
enum SizeUnit: String, MeasureUnit {
    case bytes = "B"
    case kibibytes = "KiB"
    case mebibytes = "MiB"
    case gibibytes = "GiB"
    case tebibytes = "TiB"
    case kilobytes = "kB"
    case megabytes = "MB"
    case gigabytes = "GB"
    case terabytes = "TB"

    static let noun = "a size"
    static let example = "64 MiB"

    var scale: Int64 {
        switch self {
        case .bytes: 1
        case .kibibytes: 1 << 10
        case .mebibytes: 1 << 20
        case .gibibytes: 1 << 30
        case .tebibytes: 1 << 40
        case .kilobytes: 1_000
        case .megabytes: 1_000_000
        case .gigabytes: 1_000_000_000
        case .terabytes: 1_000_000_000_000
        }
    }
}

enum TimeUnit: String, MeasureUnit {
    case milliseconds = "ms"
    case seconds = "s"
    case minutes = "min"
    case hours = "h"
    case days = "d"

    static let noun = "a time"
    static let example = "5 s"

    var scale: Int64 {
        switch self {
        case .milliseconds: 1_000_000
        case .seconds: 1_000_000_000
        case .minutes: 60_000_000_000
        case .hours: 3_600_000_000_000
        case .days: 86_400_000_000_000
        }
    }
}

/// Why a text is no quantity.
enum QuantityFailure: Error, Equatable {
    case noNumber
    case noUnit
    case unknownUnit(String)
    case outside
}

/// A number and its unit: `64 MiB`, `1.5 h`.
enum Quantity<Unit: MeasureUnit> {
    /// How many bytes or nanoseconds a text means.
    static func amount(of text: String) throws(QuantityFailure) -> Int64 {
        let digits = text.prefix { $0.isASCII && $0.isNumber || $0 == "." }
        guard digits.first?.isNumber == true, let number = Double(digits) else { throw .noNumber }
        let word = text[digits.endIndex...].drop { $0 == " " }
        guard !word.isEmpty else { throw .noUnit }
        guard let unit = Unit(rawValue: String(word)) else { throw .unknownUnit(String(word)) }
        guard let amount = Int64(exactly: (number * Double(unit.scale)).rounded()) else { throw .outside }
        return amount
    }

    /// In the largest unit that leaves a whole number.
    static func text(_ amount: Int64) -> String {
        let fitting = Unit.allCases.filter { amount % $0.scale == 0 && $0.scale <= max(amount, 1) }
        let unit = fitting.max { $0.scale < $1.scale } ?? Unit.allCases.min { $0.scale < $1.scale }
        return unit.map { "\(amount / $0.scale) \($0.rawValue)" } ?? "\(amount)"
    }
}
