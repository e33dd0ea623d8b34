// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// A reply as it stands on the wire.
package struct MethodReply: Sendable {
    /// Bytes of a reply at most, as far as a client goes.
    package static let sizeLimit = 64 << 20

    private struct Head: Decodable {
        var error: String?
        var continues: Bool?
    }

    private struct Body<Parameters: Decodable>: Decodable {
        var parameters: Parameters
    }

    /// Why it was not done; nil when it was.
    package let fault: ControlFault?
    /// Whether more replies to the same call follow.
    package let continues: Bool
    private let message: [UInt8]

    /// - Parameter message: without its NUL.
    package init(_ message: [UInt8]) throws(VarlinkJSON.Mismatch) {
        let head = try VarlinkJSON.value(Head.self, from: message)
        fault = head.error.map { ControlFault(name: $0, parameters: RawJSON(message).member("parameters")) }
        continues = head.continues ?? false
        self.message = message
    }

    package func parameters<Parameters: Decodable>(_ type: Parameters.Type) throws(VarlinkJSON.Mismatch) -> Parameters {
        guard rawParameters != nil else { return try VarlinkJSON.value(type, from: Array("{}".utf8)) }
        return try VarlinkJSON.value(Body<Parameters>.self, from: message).parameters
    }

    package var rawParameters: RawJSON? { RawJSON(message).member("parameters") }

    /// A reply with its NUL.
    ///
    /// - Parameter parameters: a JSON object.
    package static func bytes(parameters: [UInt8], continues: Bool = false) -> [UInt8] {
        var bytes = Array("{\"parameters\":".utf8)
        bytes += parameters
        if continues { bytes += ",\"continues\":true".utf8 }
        bytes += [UInt8(ascii: "}"), 0]
        return bytes
    }

    /// A reply with its NUL.
    package static func bytes(fault: ControlFault) -> [UInt8] {
        var bytes = Array("{\"error\":\"\(fault.name)\",\"parameters\":".utf8)
        bytes += VarlinkJSON.bytes(of: fault.parameters)
        bytes += [UInt8(ascii: "}"), 0]
        return bytes
    }
}
