// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import TestSupport

/// Checks events against the JSON Schema, as far as that schema uses the language: types, enumerations, constants,
/// minima, required keys, items, references, alternatives and conditions.
struct EventContract {
    let root: JSONValue

    init(_ text: String) throws {
        root = try JSONValue(Self.compact(text))
    }

    /// The text without the white space that stands between its tokens.
    private static func compact(_ text: String) -> [UInt8] {
        var isInString = false
        var isEscaped = false
        return text.utf8.filter { byte in
            defer {
                if !isEscaped, byte == UInt8(ascii: "\"") { isInString.toggle() }
                isEscaped = isInString && !isEscaped && byte == UInt8(ascii: "\\")
            }
            return isInString || byte > 0x20
        }
    }

    /// What is wrong with an event, each as `KEY is …`; empty when it conforms.
    func faults(of event: JSONValue, allowsUnknownKeys: Bool = true) -> [String] {
        var check = Check(root: root)
        check.check(event, root, at: "")
        var faults = check.faults
        if !allowsUnknownKeys {
            let kind = event["event"]?.string ?? ""
            let known = [root["properties"], root["$defs"]?[kind]?["properties"]]
            for key in event.keys where !known.contains(where: { $0?[key] != nil }) {
                faults.append("\(key) is unknown")
            }
        }
        return faults
    }

    private struct Check {
        let root: JSONValue
        var faults: [String] = []

        mutating func check(_ value: JSONValue, _ schema: JSONValue, at path: String) {
            func fault(_ what: String) { faults.append(path.isEmpty ? what : "\(path) \(what)") }
            if let name = schema["$ref"]?.string?.split(separator: "/").last, let target = root["$defs"]?[String(name)]
            {
                check(value, target, at: path)
            }
            if let constant = schema["const"], constant != value { fault("is not the constant") }
            if let choices = schema["enum"]?.array, !choices.contains(value) { fault("is not one of its values") }
            let types = schema["type"]?.array?.compactMap(\.string) ?? schema["type"]?.string.map { [$0] }
            if let types, !types.contains(where: { value.is($0) }) { fault("has the wrong type") }
            if let minimum = schema["minimum"]?.number, let number = value.number, number < minimum {
                fault("is below its minimum")
            }
            if let maximum = schema["maximum"]?.number, let number = value.number, number > maximum {
                fault("is above its maximum")
            }
            for key in schema["required"]?.array?.compactMap(\.string) ?? [] where value[key] == nil {
                faults.append("\(path.isEmpty ? "" : path + ".")\(key) is missing")
            }
            for key in value.keys {
                guard let member = value[key] else { continue }
                let place = path.isEmpty ? key : "\(path).\(key)"
                if let inner = schema["properties"]?[key] {
                    check(member, inner, at: place)
                } else if let inner = schema["additionalProperties"], case .object = inner {
                    check(member, inner, at: place)
                }
            }
            if let items = schema["items"] {
                for (index, item) in (value.array ?? []).enumerated() { check(item, items, at: "\(path)[\(index)]") }
            }
            if let choices = schema["oneOf"]?.array, choices.count(where: { holds(value, $0) }) != 1 {
                fault("not one of the choices holds")
            }
            if let choices = schema["anyOf"]?.array, !choices.contains(where: { holds(value, $0) }) {
                fault("none of the choices holds")
            }
            for part in schema["allOf"]?.array ?? [] { check(value, part, at: path) }
            if let condition = schema["if"], holds(value, condition), let then = schema["then"] {
                check(value, then, at: path)
            }
        }

        private func holds(_ value: JSONValue, _ schema: JSONValue) -> Bool {
            var inner = Check(root: root)
            inner.check(value, schema, at: "")
            return inner.faults.isEmpty
        }
    }
}

extension JSONValue {
    /// The keys of an object, sorted.
    fileprivate var keys: [String] {
        if case .object(let members) = self { members.keys.sorted() } else { [] }
    }

    /// Whether it is of a type of JSON Schema's.
    fileprivate func `is`(_ type: String) -> Bool {
        switch self {
        case .null: type == "null"
        case .bool: type == "boolean"
        case .number(let number): type == "number" || type == "integer" && number == number.rounded()
        case .string: type == "string"
        case .array: type == "array"
        case .object: type == "object"
        }
    }
}
