// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Where a console is to be found.
package enum SourceAddress: Sendable, Hashable {
    /// A UART or a pseudo-terminal of this host.
    case port(PortSelector)
    /// `tcp://host:port`: the raw stream of a console server.
    case tcp(host: String, port: Int)
    /// `unix:PATH`
    case unix(path: String)
    /// A file that something else is writing.
    case file(path: String)

    /// Reads what a person writes for a console: `tcp://host:port`, `tcp://[::1]:7000`, `unix:/run/console`; everything
    /// else names a port. A file is only followed when that is asked for in other words: its name could be a port's.
    ///
    /// - Throws: `SourceError` with code `.badAddress`.
    package init(parsing text: String) throws(SourceError) {
        if let rest = Self.rest(of: text, after: "tcp:") {
            guard rest.hasPrefix("//") else { throw Self.bad(text, "it must begin with 'tcp://'") }
            self = try Self.tcp(rest.dropFirst(2), in: text)
        } else if let rest = Self.rest(of: text, after: "unix:") {
            // `unix:///run/x` is how URLs are written.
            let path = rest.hasPrefix("///") ? rest.dropFirst(2) : rest
            guard !path.isEmpty, !path.contains("\0") else { throw Self.bad(text, "the path of the socket is missing") }
            self = .unix(path: String(path))
        } else if let scheme = Self.scheme(of: text) {
            throw Self.bad(text, "bootwatch does not speak '\(scheme)', only the raw stream of tcp://HOST:PORT")
        } else {
            self = .port(try PortSelector(parsing: text))
        }
    }

    /// What the console is called in messages; for all but a file ``init(parsing:)`` reads it again.
    package var name: String {
        switch self {
        case .port(let selector): selector.description
        case .tcp(let host, let port): host.contains(":") ? "tcp://[\(host)]:\(port)" : "tcp://\(host):\(port)"
        case .unix(let path): "unix:\(path)"
        case .file(let path): path
        }
    }

    private static func rest(of text: String, after prefix: String) -> Substring? {
        text.hasPrefix(prefix) ? text.dropFirst(prefix.count) : nil
    }

    /// `telnet` of `telnet://…`.
    private static func scheme(of text: String) -> Substring? {
        guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://") else { return nil }
        let scheme = text[..<colon]
        let isName = scheme.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) }
        return isName && !scheme.isEmpty ? scheme : nil
    }

    private static func tcp(_ rest: Substring, in text: String) throws(SourceError) -> SourceAddress {
        let host: Substring
        let after: Substring
        if rest.hasPrefix("[") {
            guard let end = rest.firstIndex(of: "]") else {
                throw bad(text, "the bracket after the address is missing")
            }
            host = rest[rest.index(after: rest.startIndex)..<end]
            after = rest[rest.index(after: end)...]
        } else {
            let colon = rest.firstIndex(of: ":") ?? rest.endIndex
            host = rest[..<colon]
            after = rest[colon...]
            guard !after.dropFirst().contains(":") else {
                throw bad(text, "an IPv6 address stands in brackets, as in 'tcp://[::1]:7000'")
            }
        }
        guard !host.isEmpty, !host.contains(where: { $0 == "\0" || $0.isWhitespace || $0 == "/" }) else {
            throw bad(text, "the name of the host is missing")
        }
        guard after.hasPrefix(":") else { throw bad(text, "the port is missing, as in 'tcp://\(host):7000'") }
        let digits = after.dropFirst()
        // Also `+7000` and `007000` are no way to write a port, and Int would read them.
        guard digits.utf8.count <= 5, digits.allSatisfy({ $0.isASCII && $0.isNumber }), let port = Int(digits),
            (1...65_535).contains(port)
        else { throw bad(text, "the port must be a number from 1 to 65535") }
        return .tcp(host: String(host), port: port)
    }

    private static func bad(_ text: String, _ detail: String) -> SourceError {
        SourceError(.badAddress, on: text, detail: detail)
    }
}
