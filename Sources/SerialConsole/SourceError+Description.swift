// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import SystemPackage

extension SourceError: CustomStringConvertible {
    /// What failed, on what, why, and what to do next.
    package var description: String {
        switch code {
        case .notFound:
            return "Cannot open '\(name)': there is no such \(noun). \(detail ?? notFoundAdvice)"
        case .permissionDenied:
            return "Cannot open '\(name)': permission denied. \(detail ?? "Ask its owner for access.")"
        case .busy:
            let who = detail ?? "another program"
            let advice = who == Self.ownTerminal ? "Choose" : "End that program, or choose"
            return "Cannot open '\(name)': it is in use by \(who). \(advice) another port."
        case .notATerminal:
            return "Cannot open '\(name)' as a port: it is \(detail ?? "no terminal"). \(notATerminalAdvice)"
        case .settingRefused:
            let what = detail ?? "as asked"
            return "Cannot set '\(name)' \(what)\(cause). Choose a setting that the port and its driver have."
        case .notSupported:
            let what = detail ?? "do that: it is no serial port of this host, and has no such line"
            return "On '\(name)' one cannot \(what)."
        case .notWritable:
            return "Cannot write to '\(name)': \(detail ?? "it is only read")."
        case .lost:
            return "Lost '\(name)'\(reason). \(Self.lostAdvice)"
        case .cannotConnect:
            return "Cannot connect to '\(name)'\(reason). Check the address, and that the other side is listening."
        case .cannotRead:
            return "Cannot read '\(name)'\(reason)."
        case .cannotWrite:
            return "Cannot write to '\(name)'\(reason)."
        case .badAddress:
            return
                "'\(name)' names no console\(detail.map { ": \($0)" } ?? ""). Name a port such as /dev/ttyUSB0, tcp://HOST:PORT or unix:PATH."
        }
    }

    /// The detail of `.busy` for the terminal that this program talks on.
    static let ownTerminal = "this program as its own terminal"

    private static let lostAdvice = "Check the cable and that the other side is on."

    private var noun: String {
        if name.hasPrefix("unix:") { return "socket" }
        if name.hasPrefix("/dev/") { return "port" }
        return name.contains("/") ? "file" : "port or file"
    }

    private var notFoundAdvice: String {
        noun == "socket" || noun == "file" ? "Check the path." : "'bootwatch ports' lists the ports."
    }

    private var notATerminalAdvice: String {
        detail == "a socket" ? "Name it as unix:\(name)." : "Name a serial port."
    }

    /// The system's words where nothing better is known.
    private var reason: String {
        if let detail { return ": \(detail)" }
        return errno.map { ": \(Self.words(of: $0))" } ?? ""
    }

    /// The system's words beside the detail.
    private var cause: String {
        guard code != .settingRefused || detail?.contains(": ") != true else { return "" }
        return errno.map { ": \(Self.words(of: $0))" } ?? ""
    }

    /// In the middle of a sentence: "Connection refused" begins small there, "RPC struct is bad" does not.
    private static func words(of errno: Errno) -> String {
        let words = "\(errno)"
        let first = words.prefix(1)
        return words.dropFirst().first?.isUppercase == true ? words : first.lowercased() + words.dropFirst()
    }
}
