// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import SerialConsole

/// What a `[[port]]` or `[defaults]` says about a console; nil where it says nothing.
struct PortChoices: Sendable, Hashable {
    enum Speed: Sendable, Hashable {
        case fixed(Int)
        /// Found out by listening.
        case found
    }

    /// What is done to DTR or RTS on opening.
    enum ModemChoice: String, CaseIterable {
        case keep
        case raise
        case lower

        var change: LineSettings.LineChange? {
            switch self {
            case .keep: nil
            case .raise: .raise
            case .lower: .lower
            }
        }
    }

    var name: NameTemplate?
    var speed: Speed?
    var framing: Framing?
    var flow: LineSettings.FlowControl?
    var dtr: ModemChoice?
    var rts: ModemChoice?
    var usesRS485: Bool?
    var board: String?
    var isRecorded: Bool?
    /// Nanoseconds; zero is for ever.
    var allowances: [BootStage: Int64] = [:]

    /// What is said here, and for the rest what is said there.
    func filled(from other: PortChoices) -> PortChoices {
        var result = other
        if let name { result.name = name }
        if let speed { result.speed = speed }
        if let framing { result.framing = framing }
        if let flow { result.flow = flow }
        if let dtr { result.dtr = dtr }
        if let rts { result.rts = rts }
        if let usesRS485 { result.usesRS485 = usesRS485 }
        if let board { result.board = board }
        if let isRecorded { result.isRecorded = isRecorded }
        result.allowances.merge(allowances) { _, own in own }
        return result
    }

    /// Makes a console so.
    func apply(to entry: inout PortEntry) {
        if let name { entry.name = name }
        switch speed {
        case .fixed(let rate): entry.settings.baudRate = rate
        case .found: entry.findsSpeed = true
        case nil: break
        }
        if let framing {
            entry.settings.dataBits = framing.dataBits
            entry.settings.parity = framing.parity
            entry.settings.stopBits = framing.stopBits
        }
        if let flow { entry.settings.flowControl = flow }
        if let dtr { entry.settings.dtr = dtr.change }
        if let rts { entry.settings.rts = rts.change }
        if usesRS485 == true { entry.settings.rs485 = RS485Settings() }
        if let board { entry.board = board }
        if let isRecorded { entry.isRecorded = isRecorded }
        for (stage, allowance) in allowances { entry.silence.allowances[stage] = allowance > 0 ? allowance : nil }
    }

    /// Whether anything is said about a line that only a port of this host has.
    var hasLine: Bool {
        speed != nil || framing != nil || flow != nil || dtr != nil || rts != nil || usesRS485 != nil
    }
}
