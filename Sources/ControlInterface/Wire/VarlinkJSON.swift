// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import FoundationEssentials

/// Values of the interface as JSON; its keys are written with underscores.
package enum VarlinkJSON {
    /// Text that is not what it should be.
    package struct Mismatch: Error, Sendable, Hashable {
        /// The key that is missing or has a wrong value; nil when it is no JSON at all, or no object.
        package var key: String?
    }

    /// Compact, keys in the order of the alphabet.
    package static func bytes(of value: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(value))
        } catch {
            // Only a number that is not finite cannot be written, and the interface has none.
            preconditionFailure("\(error)")
        }
    }

    package static func value<Value: Decodable>(
        _ type: Value.Type, from bytes: [UInt8]
    ) throws(Mismatch) -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do {
            return try decoder.decode(type, from: Data(bytes))
        } catch let error as DecodingError {
            throw Mismatch(key: key(of: error))
        } catch {
            throw Mismatch()
        }
    }

    private static func key(of error: DecodingError) -> String? {
        let path: [any CodingKey]
        switch error {
        case .keyNotFound(let key, let context): path = context.codingPath + [key]
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            path = context.codingPath
        @unknown default: return nil
        }
        return path.last { $0.stringValue != "parameters" && $0.intValue == nil }.map { underscored($0.stringValue) }
    }

    /// A key as the interface writes it: the decoder names it as Swift does.
    private static func underscored(_ name: String) -> String {
        name.reduce(into: "") { text, character in
            if character.isUppercase { text += "_" }
            text += character.lowercased()
        }
    }
}
