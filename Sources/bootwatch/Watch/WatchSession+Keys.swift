// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ArgumentParser
import BootLog
import ConsoleRecording
import ControlInterface
import SerialConsole
import WatchScreen

extension WatchSession {
    /// Milliseconds that the line is held low: longer than a character at any speed from 50 baud up.
    private static var breakLength: Int { 250 }
    /// Milliseconds, as in tio.
    private static var pulseLength: Int { 100 }

    mutating func perform(_ action: KeyAction) {
        switch action {
        case .send(let bytes): send(bytes)
        case .quit: ending = .left
        case .sendBreak:
            feed.request(.sendBreak(milliseconds: Self.breakLength))
            output.say("A break is sent.")
        case .flush:
            let count = feed.discardUnsent()
            feed.request(.discardOutput)
            if count > 0 { output.say("\(count) bytes that were still to be sent are thrown away.") }
        case .toggleLine(let line): askOfLine(.toggle(ModemLine(line)))
        case .pulseLine(let line): askOfLine(.pulse(ModemLine(line), milliseconds: Self.pulseLength))
        case .showLines: askOfLine(.tellLines)
        case .showStatistics: feed.request(.tellStatistics)
        case .toggleLog: toggleRecording()
        case .showHelp: output.onScreen { $0.say(rows: KeyHelp.rows(prefix: .standard)) }
        case .showConfiguration:
            let rows = plan.rows(recording: recording.path)
            output.onScreen { $0.say(rows: rows) }
        case .toggleEcho:
            output.onScreen { screen in
                screen.echoesInput.toggle()
                screen.say("What is typed is \(screen.echoesInput ? "shown" : "not shown by bootwatch").")
            }
        case .clearScreen: output.onScreen { $0.clearScreen() }
        case .nextOutputMode:
            output.onScreen { screen in
                screen.setOutputMode(screen.outputMode.next)
                screen.say("The console is shown as \(screen.outputMode == .hex ? "hexadecimal bytes" : "text").")
            }
        case .nextTimestamps:
            output.onScreen { screen in
                let next = screen.timestamps == nil ? .timeOfDay : screen.timestamps?.next
                screen.setTimestamps(next)
                screen.say(next.map { "Time stamps: \($0.rawValue)." } ?? "Time stamps are off.")
            }
        case .showVersion: output.say("bootwatch \(Bootwatch.configuration.version)")
        case .showDiagnosis: output.onScreen { $0.showPanel() }
        case .say(let text): output.say(text)
        }
    }

    private mutating func askOfLine(_ request: LinkRequest) {
        guard let console = plan.console else { return feed.request(request) }
        output.say(
            "The service keeps \(console.name), and its DTR and RTS are out of reach here; "
                + "'bootwatch release' lends the port.")
    }

    private mutating func send(_ bytes: [UInt8]) {
        guard plan.takesKeys else { return }
        let now = clock.now
        output.onScreen { screen in
            if screen.echoesInput { screen.echo(bytes.span, at: now) }
        }
        let dropped = feed.send(bytes)
        if dropped > 0 {
            output.say("\(dropped) bytes were not sent: the port does not take them, and as much as fits is waiting.")
        }
    }

    private mutating func toggleRecording() {
        if let path = recording.path {
            recording.end(at: clock.now)
            output.say("The recording '\(path)' is closed.")
        } else if let trouble = beginRecording() {
            output.say(trouble)
        }
    }

    /// Begins to record. Returns why it could not be.
    mutating func beginRecording() -> String? {
        do throws(RecordingError) {
            let path = try recording.begin(at: clock.host.now)
            output.say("Recording to '\(path)'.")
            return nil
        } catch {
            return "\(error)"
        }
    }
}

extension ModemLine {
    fileprivate init(_ line: KeyAction.ModemLine) {
        self = line == .dtr ? .dtr : .rts
    }
}
