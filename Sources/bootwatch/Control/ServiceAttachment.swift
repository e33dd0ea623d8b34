// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import BoundedWork
import ControlInterface
import SerialConsole

/// A console of the service, looked at and written to through its socket.
///
/// What the service says between the board's bytes, above all what happens to the port itself (unplugged, back again),
/// stands in the session as if the port were its own. A class: the link and the threads share it.
final class ServiceAttachment: ConsoleAttachment {
    let name: String
    private let path: String
    private let access: ConsoleAccess

    /// - Parameter access: what is wanted; who may not have it looks on.
    init(_ name: String, path: String, access: ConsoleAccess) {
        self.name = name
        self.path = path
        self.access = access
    }

    func attach(isAgain: Bool, news: ConsoleNews) throws(SourceError) -> ConsoleStream {
        // Taken over once: whoever took it from us meanwhile meant it, too.
        let wanted = isAgain && access == .takeOver ? .write : access
        // What was seen already is not shown again.
        let start = isAgain ? StreamStart.now : .boot
        do throws(ControlError) {
            var refusal: String?
            let stream: AttachedStream
            do throws(ControlError) {
                stream = try ControlClient(path: path).attach(asking(for: wanted, from: start))
            } catch {
                guard wanted != .read, let reason = Self.refusal(error.fault) else { throw error }
                refusal = reason
                stream = try ControlClient(path: path).attach(asking(for: .read, from: start))
            }
            if wanted == .read { refusal = "this session only looks on" }
            if let refusal, wanted != .read { news.say("You look on: \(refusal).") }
            let port = stream.port
            let isOpen = port.state == .open
            if !isOpen { tellAbsence(of: port, to: news) }
            let first = stream.first
            return ConsoleStream(
                stream.release(), first: first, splitter: ServiceNews(baudRate: port.baudRate),
                settings: LineSettings(port), isOpen: isOpen, refusal: refusal)
        } catch {
            throw sourceError(error)
        }
    }

    private func asking(for access: ConsoleAccess, from start: StreamStart) -> Attach {
        Attach(port: name, access: access, from: start, form: .marked)
    }

    func sendBreak(news: ConsoleNews) {
        WorkerThread.start { [name, path] in
            do throws(ControlError) {
                var client = try ControlClient(path: path)
                _ = try client.call(SendBreak(port: name))
            } catch {
                news.say("The break was not sent. \(error)")
            }
        }
    }

    private func tellAbsence(of port: Port, to news: ConsoleNews) {
        let reason = port.trouble.map { ": \($0)" } ?? "."
        let text =
            switch port.state {
            case .released: "The service has released \(name) to another program\(reason) Waiting for it."
            case .open, .waiting, .failed: "The service waits for \(name)\(reason)"
            }
        news.tell { .notice(PortNotice(.waiting, text), at: $0) }
    }

    /// Why nothing can be sent, where looking on is possible still.
    private static func refusal(_ fault: ControlFault?) -> String? {
        switch fault {
        case .writerPresent(_, let writer)?: "\(writer) writes to it; '--take-over' takes that from them"
        case .notPermitted?: "only root and the service's group may send"
        default: nil
        }
    }

    private func sourceError(_ error: ControlError) -> SourceError {
        switch error.code {
        case .permissionDenied: SourceError(.permissionDenied, on: name, detail: "\(error)")
        case .refused(.noSuchPort):
            SourceError(.notFound, on: name, detail: "The service keeps it no more; see 'bootwatch status'.")
        case .refused(let fault): SourceError(.cannotConnect, on: name, detail: Self.clause("\(fault)"))
        case .notRunning: SourceError(.cannotConnect, on: name, detail: "the service does not answer at '\(path)'")
        case .badPath, .lost, .tooSlow, .notUnderstood:
            SourceError(.cannotConnect, on: name, detail: Self.clause("\(error)"))
        }
    }

    /// A sentence as the end of another one.
    private static func clause(_ sentence: String) -> String {
        let text = sentence.hasSuffix(".") ? sentence.dropLast() : sentence[...]
        return text.prefix(1).lowercased() + text.dropFirst()
    }
}
