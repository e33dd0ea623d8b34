// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

/// The knowledge base as pages to read.
struct Manual {
    let rules: [Rule]
    let knowledge: Knowledge
    let terminal: Terminal

    /// Every name that has a page.
    var names: [String] {
        DiagnosisCode.allCases.map(\.rawValue) + knowledge.causes.keys.sorted() + knowledge.families.map(\.id)
            + rules.map(\.id)
    }

    /// The page of a code, a cause, a kind of device or a rule; nil when nothing has that name.
    func page(for name: String) -> String? {
        if let code = DiagnosisCode(rawValue: name) { return page(of: code) }
        if let cause = knowledge.causes[name] { return page(of: cause) }
        if let family = knowledge.families.first(where: { $0.id == name }) { return page(of: family) }
        if let rule = rules.first(where: { $0.id == name }) { return page(of: rule) }
        return nil
    }

    /// The codes, a line each.
    func contents() -> String {
        var page = ManualPage(terminal: terminal)
        page.title("codes", "what bootwatch diagnoses; 'bootwatch explain CODE' says more")
        let column = (DiagnosisCode.allCases.map(\.rawValue.count).max() ?? 0) + 2
        var family: Substring?
        for code in DiagnosisCode.allCases {
            let new = code.rawValue.prefix { $0 != "." }
            if new != family { page.blank() }
            family = new
            page.item(code.rawValue, knowledge.codes[code]?.title ?? "", column: column)
        }
        writeFamilies(to: &page)
        return page.text
    }

    // MARK: - Codes

    private func page(of code: DiagnosisCode) -> String {
        var page = ManualPage(terminal: terminal)
        let known = knowledge.codes[code]
        page.title(code.rawValue, known?.title ?? "")
        if let known {
            page.heading("What it means")
            page.paragraph(known.meaning)
            page.paragraph("Usually a matter of \(Self.owner(known.owner)).")
            if !known.looks.isEmpty {
                page.heading("How it looks")
                for look in known.looks { page.item("-", look) }
            }
            writeCauses(of: known, to: &page)
            write("What to do", known.steps, to: &page)
        }
        let finders = rules.filter { $0.code == code }
        page.heading("Found by")
        page.paragraph(
            finders.isEmpty
                ? "No rule: bootwatch concludes it from the course of the boot."
                : "\(Counted.text(finders.count, "rule"))\(Self.isConcluded(code) ? ", and the course of the boot" : ""). "
                    + "'bootwatch explain RULE' says what each looks for.")
        for (pack, ids) in Self.byPack(finders) { page.item(pack, ids.joined(separator: ", "), column: 16) }
        return page.text
    }

    private func writeCauses(of code: Knowledge.Code, to page: inout ManualPage) {
        guard !code.causes.isEmpty else { return }
        page.heading("Usual causes")
        page.paragraph(
            "The likeliest first, with its share before any evidence is weighed; 'bootwatch explain CAUSE' says more.")
        let shares = CauseShares(code.causes)
        for (cause, share) in shares.ranked {
            let known = knowledge.causes[cause]
            page.blank()
            page.item("\(share) %", "\(known?.title ?? cause) (\(cause))", column: 6)
            if let meaning = known?.meaning { page.item("", meaning, column: 6) }
        }
    }

    func write(_ heading: String, _ ids: [String], to page: inout ManualPage) {
        let steps = ids.compactMap { knowledge.steps[$0] }
        guard !steps.isEmpty else { return }
        page.heading(heading)
        page.paragraph(
            "In this order. Steps marked WRITES change the board, steps marked DESTROYS DATA lose what is named.")
        for (number, step) in steps.enumerated() {
            page.blank()
            let mark =
                switch step.risk {
                case .readOnly: ""
                case .writes: "WRITES. "
                case .destroysData: "DESTROYS DATA. "
                }
            page.item("\(number + 1).", mark + Self.withoutPlaceholders(step.action), column: 4)
            page.item("", step.why, column: 4)
        }
    }

    /// A report puts the device's name for `{device}`; a manual says DEVICE, as manuals do.
    private static func withoutPlaceholders(_ words: String) -> String {
        words.replacing(/{([a-z]+)}/) { $0.output.1.uppercased() }
    }

    // MARK: - Causes

    private func page(of cause: Knowledge.Cause) -> String {
        var page = ManualPage(terminal: terminal)
        page.title(cause.id, cause.title)
        page.heading("What it means")
        page.paragraph(cause.meaning)
        page.paragraph("Usually a matter of \(Self.owner(cause.owner)).")
        page.heading("A cause of")
        for code in DiagnosisCode.allCases {
            guard let known = knowledge.codes[code],
                let share = CauseShares(known.causes).ranked.first(where: { $0.cause == cause.id })?.percent
            else { continue }
            page.item("\(share) %", "\(code.rawValue), \(known.title)", column: 6)
        }
        write("What to do", cause.steps, to: &page)
        return page.text
    }

    /// Whether bootwatch also concludes it without a line that says so: from silence, tables, other boots, the bytes.
    private static func isConcluded(_ code: DiagnosisCode) -> Bool {
        switch code {
        case .bootHang, .bootLoop, .bootReset, .imageMissing, .consoleGarbled, .flashBadBlock, .flashLayout: true
        default: false
        }
    }

    static func owner(_ owner: Diagnosis.Owner) -> String {
        switch owner {
        case .board: "the board"
        case .image: "the image"
        case .flash: "the flash"
        case .lab: "the lab and its wiring"
        }
    }

    /// Rules' ids by pack, in the packs' order.
    private static func byPack(_ rules: [Rule]) -> [(pack: String, ids: [String])] {
        var result: [(pack: String, ids: [String])] = []
        for rule in rules {
            if let index = result.firstIndex(where: { $0.pack == rule.pack }) {
                result[index].ids.append(rule.id)
            } else {
                result.append((rule.pack, [rule.id]))
            }
        }
        return result
    }
}
