// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Writes families of samples; one after the other, as the format demands.
struct MetricsText {
    enum Kind: String {
        case counter
        case gauge
    }

    private(set) var text = ""
    /// The family that samples belong to, and what stands before its first one.
    private var name = ""
    private var heading: String?

    /// A family; one without samples is left out.
    mutating func family(_ name: String, _ kind: Kind, _ help: String, _ samples: (inout MetricsText) -> Void) {
        self.name = name
        heading = "# HELP \(name) \(Self.escaped(help, quotes: false))\n# TYPE \(name) \(kind.rawValue)\n"
        samples(&self)
        heading = nil
    }

    mutating func sample(_ value: Int, _ labels: [(name: String, value: String)] = []) {
        sample("\(value)", labels)
    }

    /// A moment or a length, in seconds.
    mutating func sample(nanoseconds: Int64, _ labels: [(name: String, value: String)] = []) {
        let (seconds, rest) = nanoseconds.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000)
        let digits = String(rest / 1_000_000)
        let decimals = String(repeating: "0", count: 3 - digits.utf8.count) + digits
        sample("\(nanoseconds < 0 ? "-" : "")\(seconds).\(decimals)", labels)
    }

    private mutating func sample(_ value: String, _ labels: [(name: String, value: String)]) {
        if let heading { text += heading }
        heading = nil
        text += name
        if !labels.isEmpty {
            text += "{"
            for (index, label) in labels.enumerated() {
                if index > 0 { text += "," }
                text += "\(label.name)=\"\(Self.escaped(label.value, quotes: true))\""
            }
            text += "}"
        }
        text += " \(value)\n"
    }

    /// A backslash, a line end and, in a label's value, a quotation mark must not stand as they are.
    private static func escaped(_ text: String, quotes: Bool) -> String {
        guard text.utf8.contains(where: { [0x5C, 0x0A, 0x22].contains($0) }) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\"" where quotes: result += "\\\""
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
