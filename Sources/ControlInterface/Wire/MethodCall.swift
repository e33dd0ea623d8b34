// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// A call as it stands on the wire.
package struct MethodCall: Sendable, Hashable {
    /// Bytes of a call at most.
    package static let sizeLimit = 64 * 1_024

    private struct Head: Decodable {
        var method: String
        var more: Bool?
        var oneway: Bool?
        var upgrade: Bool?
    }

    private struct Body<Parameters: Decodable>: Decodable {
        var parameters: Parameters
    }

    /// With the interface: `io.bootwatch.ListPorts`.
    package let method: String
    /// Whether many replies are wanted.
    package let wantsMore: Bool
    /// Whether no reply is wanted.
    package let isOneway: Bool
    /// Whether the connection is to carry something else after the reply.
    package let upgrades: Bool
    private let message: [UInt8]

    /// - Parameter message: without its NUL.
    package init(_ message: [UInt8]) throws(VarlinkJSON.Mismatch) {
        let head = try VarlinkJSON.value(Head.self, from: message)
        method = head.method
        wantsMore = head.more ?? false
        isOneway = head.oneway ?? false
        upgrades = head.upgrade ?? false
        self.message = message
    }

    /// The part of the name before the last point.
    package var interface: String {
        method.lastIndex(of: ".").map { String(method[..<$0]) } ?? ""
    }

    /// Parameters that were left out are read as an empty object.
    package func parameters<Parameters: Decodable>(_ type: Parameters.Type) throws(VarlinkJSON.Mismatch) -> Parameters {
        guard RawJSON(message).member("parameters") != nil else {
            return try VarlinkJSON.value(type, from: Array("{}".utf8))
        }
        return try VarlinkJSON.value(Body<Parameters>.self, from: message).parameters
    }

    /// A call with its NUL.
    package static func bytes(of call: some ControlMethod, more: Bool = false, upgrade: Bool = false) -> [UInt8] {
        var bytes = Array("{\"method\":\"\(type(of: call).name)\",".utf8)
        if more { bytes += "\"more\":true,".utf8 }
        if upgrade { bytes += "\"upgrade\":true,".utf8 }
        bytes += "\"parameters\":".utf8
        bytes += VarlinkJSON.bytes(of: call)
        bytes += [UInt8(ascii: "}"), 0]
        return bytes
    }
}
