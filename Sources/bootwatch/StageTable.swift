// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

/// The transition table of the boot chain, as the rules' data make it.
struct StageTable {
    private let rules: [Rule]
    private let silence = SilenceWatch()

    init(rules: [Rule]) {
        self.rules = rules
    }

    func page(terminal: Terminal) -> String {
        var page = ManualPage(terminal: terminal)
        page.title("stages", "the boot chain in order, and the rules that move along it")
        page.paragraph(
            """
            A board goes down this list. A banner of a stage before the present one, or the same banner again after a \
            hand-over or a reset, begins a new boot; what a 'reset' rule announced is its cause. Rules without a stage \
            of their own count in the stages named with them.
            """)
        for stage in BootStage.allCases { write(stage, to: &page) }
        page.heading("in any stage")
        writeMarks(to: &page) { $0.stage == nil && $0.stages.isEmpty }
        return page.text
    }

    private func write(_ stage: BootStage, to page: inout ManualPage) {
        page.heading(stage.rawValue)
        let allowance = silence.allowances[stage].map { "A silence of \($0 / 1_000_000_000) s is a hang." }
        page.paragraph("\(Self.meaning(of: stage)). \(allowance ?? "May be silent for ever.")")
        writeMarks(to: &page) { $0.stage == stage || $0.stage == nil && $0.stages.contains(stage) }
        write("proves", rules.filter { $0.stage == stage && $0.mark == nil }, to: &page)
        for activity in LoaderActivity.allCases {
            let rules = rules.filter { rule in
                rule.activity == activity && (rule.stage == stage || rule.stage == nil && rule.stages.contains(stage))
            }
            write("doing: \(activity.rawValue)", rules, to: &page)
        }
    }

    private func writeMarks(to page: inout ManualPage, where isIncluded: (Rule) -> Bool) {
        for mark in Rule.Mark.allCases {
            write(mark.rawValue, rules.filter { $0.mark == mark && isIncluded($0) }, to: &page)
        }
    }

    private func write(_ label: String, _ rules: [Rule], to page: inout ManualPage) {
        guard !rules.isEmpty else { return }
        let names = rules.map { rule in
            let details = [rule.product, rule.resetCause?.rawValue].compactMap(\.self)
            return details.isEmpty ? rule.id : "\(rule.id) (\(details.joined(separator: ", ")))"
        }
        page.item(label, names.joined(separator: ", "), column: 20)
    }

    private static func meaning(of stage: BootStage) -> String {
        switch stage {
        case .bootrom: "The mask ROM of the SoC"
        case .spl: "SPL, TPL, preloaders, FSBL, boot0: what brings up DRAM"
        case .firmware: "TF-A, OP-TEE and other secure firmware"
        case .bootloader: "U-Boot, CFE, RedBoot, LK and their kind"
        case .kernel: "The operating system's kernel"
        case .userspace: "The normal system's init and what it starts"
        case .recovery: "A rescue shell, fail-safe, fastboot or download mode"
        }
    }
}
