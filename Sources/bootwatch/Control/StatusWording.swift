// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import ControlInterface
import EventSinks

/// What a console's status is called in words.
struct StatusWording {
    let status: PortStatus
    /// Seconds since the Unix epoch.
    let now: Int

    var port: Port { status.port }

    /// `open`, `unplugged`: what a person would say of the state.
    var state: String {
        switch port.state {
        case .open: "open"
        case .waiting: "waiting"
        case .released: "released"
        case .failed: "failed"
        }
    }

    /// `115200 8N1`; nil for what is no line.
    var speed: String? {
        port.baudRate.map { rate in "\(rate)" + (port.framing.map { " \($0)" } ?? "") }
    }

    /// How far the boot is, or how it ended; nil when there was none.
    var boot: String? {
        let stage = status.stage.map { name in BootStage(rawValue: name).map(Wording.stage) ?? name }
        switch status.outcome.flatMap(Verdict.Outcome.init) {
        case .booted?: return "booted"
        case .recovery?: return "recovery"
        case .looping?: return "looping"
        case .garbled?: return "garbled"
        case .failed?: return stage.map { "failed in \($0)" } ?? "failed"
        case .hung?: return stage.map { "hung in \($0)" } ?? "hung"
        case .incomplete?, nil: return stage
        }
    }

    /// What a boot loader is doing; nil where that is over.
    var activity: String? {
        guard status.stage == BootStage.bootloader.rawValue else { return nil }
        return status.activity.flatMap(LoaderActivity.init).map(Wording.activity)
    }

    /// What is wrong, in one line; nil when nothing is.
    var trouble: String? {
        if port.state != .open, let trouble = port.trouble { return trouble }
        guard let code = status.code else { return nil }
        return status.summary.map { "\(code): \($0)" } ?? code
    }

    /// How long the present boot is old, or the present state where there is none.
    var age: String? {
        let moment = port.state == .open ? status.bootBegan ?? status.since : status.since
        return UTCTime.seconds(moment).map { UTCTime.age(now - $0) }
    }

    /// Who looks: `2`, `2, one writes`; nil for nobody.
    var viewers: String? {
        guard status.viewers > 0 || status.writer != nil else { return nil }
        return "\(status.viewers)" + (status.writer == nil ? "" : ", one writes")
    }
}
