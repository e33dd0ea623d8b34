// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

extension Manual {
    func page(of family: Knowledge.Family) -> String {
        var page = ManualPage(terminal: terminal)
        page.title(family.id, family.title)
        page.heading("What it is")
        page.paragraph(family.meaning)
        page.heading("How the console shows it")
        let traits = Dictionary(
            knowledge.traits.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        for trait in family.shownBy.compactMap({ traits[$0] }) {
            page.item("-", trait.title + ": " + trait.rules.joined(separator: ", "))
        }
        page.paragraph("'bootwatch explain RULE' says what each looks for.")
        write(Self.wayBack, family.steps, to: &page)
        return page.text
    }

    static let wayBack = "The way back to an authentic image"

    /// The kinds of devices, a line each.
    func writeFamilies(to page: inout ManualPage) {
        guard !knowledge.families.isEmpty else { return }
        page.heading("Kinds of devices, with their ways back to an authentic image")
        let column = (knowledge.families.map(\.id.count).max() ?? 0) + 2
        for family in knowledge.families { page.item(family.id, family.title, column: column) }
    }
}
