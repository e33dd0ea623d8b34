// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ArgumentParser
import BootLog
import BoundedWork
import ConsoleRecording
import ControlInterface
import EventSinks
import Glibc
import SerialConsole
import SystemPackage
import WatchScreen

/// `bootwatch watch`.
struct Watch: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case jsonl
    }

    static let configuration = CommandConfiguration(
        abstract: "Shows a live console, and says what is wrong at the moment it goes wrong.",
        discussion: """
            PORT is a node (/dev/ttyUSB0, ttyUSB0), a link or its name below /dev/serial, 'serial:A50285BI', \
            'usb:0403:6001', 'udev:NAME=VALUE,…', tcp://HOST:PORT or unix:PATH; without it the only port there is. Keys \
            go to the board; ctrl-t ? shows the keys that do not, ctrl-t q and ~. leave. Option names are tio's.

            A port that the service keeps is not opened: the console is shown as the service reads it, from the \
            beginning of its boot; PORT may be its name then. One at a time may type there.

            Exit status: 0 nothing wrong, 1 something diagnosed as failed or --until not reached in time, 2 usage or \
            input/output error, 130 or 143 when interrupted.
            """)

    @Argument(help: ArgumentHelp("The console.", valueName: "port"))
    var port: String?

    @OptionGroup(title: "Line") var line: LineOptions
    @OptionGroup(title: "Recording") var log: LogOptions
    @OptionGroup(title: "Screen") var screen: ScreenChoices

    @Option(name: .long, help: "End when this is reached: verdict, prompt or userspace.")
    var until: EndCondition?

    @Option(name: .long, help: ArgumentHelp("End after so many seconds.", valueName: "seconds"))
    var timeout: Double?

    @Flag(name: [.short, .long], help: "End when the port is not there or goes away, instead of waiting for it.")
    var noReconnect = false

    @Flag(name: .long, help: "Send nothing to the board.")
    var noInput = false

    @Flag(name: .long, help: "Type to a console of the service also when somebody else does.")
    var takeOver = false

    @Flag(name: .long, help: "Open the port, whoever keeps it, instead of asking the service.")
    var direct = false

    @Option(name: .long, help: ArgumentHelp("Read a file that something else is writing.", valueName: "file"))
    var follow: String?

    @Option(name: .long, help: ArgumentHelp("Play a recording at its own speed.", valueName: "file"))
    var replay: String?

    @Option(name: .long, help: "How many times faster to replay; 0: as fast as it goes.")
    var speed: Double = 1

    @Option(name: .long, help: "text for people, jsonl for programs (see 'bootwatch schema').")
    var format: Format = .text

    @OptionGroup var packs: PackOptions

    func validate() throws {
        _ = try line.settings()
        let sources = [port, follow, replay].compactMap(\.self).count
        guard sources <= 1 else { throw ValidationError("Name one of PORT, --follow and --replay.") }
        guard speed >= 0, speed.isFinite else { throw ValidationError("--speed takes a number from 0 up.") }
        guard !takeOver || !direct && !noInput else {
            throw ValidationError("--take-over goes with neither --direct nor --no-input.")
        }
        if let timeout, !(timeout > 0 && timeout < 1e9) {
            throw ValidationError("--timeout takes a number of seconds above 0 and below a billion.")
        }
    }

    func run() throws {
        do throws(Trouble) {
            try watch()
        } catch {
            StandardError.write("bootwatch: \(SafeText.visible(error.text))\n")
            throw ExitCode(2)
        }
    }

    /// Why it cannot begin, as a sentence.
    private struct Trouble: Error {
        var text: String
    }

    private func watch() throws(Trouble) {
        let plan: WatchPlan
        do throws(SourceError) { plan = try makePlan() } catch { throw Trouble(text: "\(error)") }
        let library = packs.library()
        let analyzer = BootAnalyzer(rules: library.ruleSet, knowledge: library.knowledge)
        let output = makeOutput(plan)
        let keyboard = Keyboard(sendsInput: plan.takesKeys, farewell: output.farewell)
        // Before any other thread: what is blocked here is blocked on all of them.
        do throws(Errno) {
            Self.run(
                try WatchSession(
                    plan, analyzer: analyzer, output: output, signals: try SignalWatch(), keyboard: keyboard))
        } catch {
            throw Trouble(text: "Cannot wait for a console: \(error).")
        }
    }

    /// Runs a session as the one task of the process.
    private static func run(_ session: consuming WatchSession) -> Never {
        let box = SessionBox(session)
        // The command is synchronous: there is no task that this could be a child of.
        Task(executorPreference: TaskThread()) {
            Process.exit(await box.run())
        }
        while true { pause() }
    }

    // MARK: - From options to a plan

    private func makePlan() throws(SourceError) -> WatchPlan {
        let source: WatchPlan.Source
        let name: String
        var console: Port?
        if let replay {
            source = .recording(path: replay, speed: speed)
            name = replay
        } else if follow == nil, !direct, let kept = try ConsoleChoice(port).console {
            source = .console(kept.address, makeLinkOptions(attachingTo: kept.console))
            name = kept.console.name
            console = kept.console
        } else {
            let address = try makeAddress()
            source = .console(address, makeLinkOptions())
            name = address.name
        }
        return WatchPlan(
            source: source, name: name, console: console, until: until, timeout: timeout.map { Int64($0 * 1e9) },
            takesKeys: !noInput && follow == nil && replay == nil,
            log: WatchRecording.Plan(
                path: log.logFile, folder: log.logDirectory, format: log.logStrip ? .text(hasTimes: false) : .raw,
                isWanted: log.isWanted))
    }

    private func makeAddress() throws(SourceError) -> SourceAddress {
        if let follow { return .file(path: follow) }
        if let port { return try SourceAddress(parsing: port) }
        let ports = PortList.read()
        guard ports.ports.count <= 1 else {
            throw SourceError(
                .badAddress, on: "watch", detail: "there are several ports, name one. \(ports.sentence)")
        }
        // Without any the first adapter that is plugged in is meant.
        return .port(ports.ports.first.map { .path($0.node) } ?? .properties([.init("ID_BUS", "usb")]))
    }

    private func makeLinkOptions() -> ConsoleLink.Options {
        var options = ConsoleLink.Options()
        // Checked in `validate`.
        if let settings = try? line.settings() { options.settings = settings }
        options.findsSpeed = line.baudrate == .auto
        options.isPatient = !noReconnect
        options.isAnyPort = port == nil
        options.pace = SendPace(
            byteDelay: Int64(screen.outputDelay) * 1_000_000, lineDelay: Int64(screen.outputLineDelay) * 1_000_000)
        return options
    }

    private func makeLinkOptions(attachingTo console: Port) -> ConsoleLink.Options {
        var options = makeLinkOptions()
        let access: ConsoleAccess = noInput || !Process.hasInput ? .read : takeOver ? .takeOver : .write
        options.attachment = ServiceAttachment(console.name, path: ServiceSocket.path, access: access)
        // The service has set the line, and found its speed.
        options.settings = LineSettings(console) ?? LineSettings()
        options.findsSpeed = false
        return options
    }

    private func makeOutput(_ plan: WatchPlan) -> WatchOutput {
        let terminal = Terminal(color: screen.color)
        let timestamps = screen.timestamp ? screen.timestampFormat : nil
        if format == .jsonl { return WatchOutput(EventEncoder(source: .port(plan.name))) }
        guard Process.isTerminal(1) else {
            return WatchOutput(
                PlainScreen(unicode: terminal.isUnicode, utcOffset: Process.utcOffset, timestamps: timestamps))
        }
        var speed: Int?
        if let console = plan.console {
            speed = console.baudRate
        } else if case .console(.port, let options) = plan.source {
            speed = options.settings.baudRate
        }
        var view = WatchScreen(
            size: Process.size(of: 1), style: terminal.style, port: plan.name, speed: speed,
            utcOffset: Process.utcOffset, timestamps: timestamps)
        view.echoesInput = screen.localEcho
        return WatchOutput(view)
    }
}

/// A session on its way into its task. A class: a task's body cannot take over what is not copied.
private final class SessionBox: @unchecked Sendable {
    // SAFETY: made on one thread and used by one task, one after the other.
    private var session: WatchSession

    init(_ session: consuming WatchSession) {
        self.session = session
    }

    func run() async -> Int32 {
        await session.run()
    }
}
