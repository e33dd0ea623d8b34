// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog
import EventSinks

extension WatchScreen {
    /// Takes what the analyzer said.
    package mutating func receive(_ event: Event) {
        if let time = event.time, time > now ?? time { now = time }
        if event.boot > status.boot { beginBoot(event) }
        collector.receive(event)
        switch event.content {
        case .stage(let change): enter(change)
        case .diagnosis(let diagnosis): tell(diagnosis)
        case .gap(let gap): tell(gap)
        case .port(let notice): tell(notice)
        case .boot, .verdict, .finding, .layout, .device: break
        }
        if let word = failure.receive(event, at: now) { showPanel(word: word) }
        if phase == .active { settle() }
    }

    private mutating func beginBoot(_ event: Event) {
        if status.boot > 0 {
            lastCollector = collector
            collector = ReportCollector()
            note(.own, "", WatchWording.boot(event))
        }
        news.beginBoot()
        status.boot = event.boot
        status.stage = nil
        status.activity = nil
        status.since = nil
        nextTick = nil
        updateDiagnoses()
    }

    private mutating func enter(_ change: StageChange) {
        if status.stage != change.stage {
            status.since = now
            nextTick = now.flatMap { status.nextTick(after: $0) }
        }
        status.stage = change.stage
        status.activity = change.activity
        isStatusStale = true
    }

    private mutating func tell(_ diagnosis: Diagnosis) {
        let label = "\(diagnosis.severity.rawValue)[\(diagnosis.code.rawValue)]"
        switch news.receive(diagnosis) {
        case .opened?, .changed?:
            note(.severity(diagnosis.severity), label, diagnosis.summary, detail: WatchWording.place(of: diagnosis))
        case .resolved?:
            note(.good, "resolved[\(diagnosis.code.rawValue)]", WatchWording.resolved)
        case .survived?:
            note(.good, "survived[\(diagnosis.code.rawValue)]", WatchWording.survived)
        case nil: break
        }
        updateDiagnoses()
    }

    private mutating func updateDiagnoses() {
        status.worst = news.worst
        status.othersCount = max(news.standingCount - 1, 0)
        status.noticeCount = news.noticeCount
        isStatusStale = true
    }

    private mutating func tell(_ gap: Gap) {
        filter.abandon()
        finishHexRow()
        if phase == .active { endLine() }
        note(.severity(.warning), "gap", WatchWording.sentence(of: gap))
    }

    private mutating func tell(_ notice: PortNotice) {
        switch notice.kind {
        case .waiting, .lost, .failed: status.isWaitingForPort = true
        case .opened: status.isWaitingForPort = false
        default: break
        }
        isStatusStale = true
        switch notice.kind {
        case .settingRefused, .sharedAccess, .lineErrors, .lost, .failed: note(.severity(.warning), "port", notice.text)
        case .opened, .waiting, .breakSeen, .speed, .closed: note(.own, "port", notice.text)
        }
    }

    /// The speed was changed, or found.
    package mutating func setSpeed(_ speed: Int?) {
        status.speed = speed
        isStatusStale = true
        if phase == .active { settle() }
    }
}
