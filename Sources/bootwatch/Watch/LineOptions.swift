// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ArgumentParser
import SerialConsole

/// How the port's line is set: the names are tio's.
struct LineOptions: ParsableArguments {
    @Option(name: [.short, .long], help: "Speed in baud; any number, or 'auto' to find it out by listening.")
    var baudrate: BaudRate = .fixed(115_200)

    @Option(name: [.short, .long], help: "Data bits, 5 to 8.")
    var databits: Int = 8

    @Option(name: [.short, .long], help: "Flow control: none, hard (RTS/CTS) or soft (XON/XOFF).")
    var flow: LineSettings.FlowControl = .none

    @Option(name: [.short, .long], help: "Stop bits, 1 or 2.")
    var stopbits: Int = 1

    @Option(name: [.short, .long], help: "Parity: none, odd, even, mark or space.")
    var parity: LineSettings.Parity = .none

    @Option(name: .long, help: "What to do with DTR on opening: raise, lower or pulse; untouched unless told.")
    var dtr: LineSettings.LineChange?

    @Option(name: .long, help: "The same for RTS.")
    var rts: LineSettings.LineChange?

    @Flag(name: [.customLong("rs-485")], help: "Switch the port to RS-485.")
    var usesRS485 = false

    /// The settings; the speed is where listening begins when it is to be found out.
    func settings() throws -> LineSettings {
        var settings = LineSettings()
        if case .fixed(let rate) = baudrate { settings.baudRate = rate }
        guard (5...8).contains(databits) else { throw ValidationError("--databits takes 5, 6, 7 or 8.") }
        guard (1...2).contains(stopbits) else { throw ValidationError("--stopbits takes 1 or 2.") }
        settings.dataBits = databits
        settings.stopBits = stopbits
        settings.parity = parity
        settings.flowControl = flow
        settings.dtr = dtr
        settings.rts = rts
        if usesRS485 { settings.rs485 = RS485Settings() }
        return settings
    }
}

extension LineSettings.Parity: ExpressibleByArgument {}
extension LineSettings.FlowControl: ExpressibleByArgument {}
extension LineSettings.LineChange: ExpressibleByArgument {}
