// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ArgumentParser
import BootLog

/// `bootwatch explain`.
struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Explains a diagnosis code, a cause, a kind of device or a rule.",
        discussion: "Without a name, lists the codes and the kinds of devices.")

    @Argument(
        help: """
            A code (verify.checksum), a cause (flash.worn), a kind of device (family.uboot-nand) or a rule's id \
            (uboot.legacy.data-crc).
            """)
    var name: String?

    @OptionGroup var packs: PackOptions

    func run() throws {
        let library = packs.library(includesExamples: true)
        let manual = Manual(rules: library.rules, knowledge: library.knowledge, terminal: Terminal())
        guard let name else {
            StandardOutput.write(manual.contents())
            if !library.errors.isEmpty { throw ExitCode(2) }
            return
        }
        guard let page = manual.page(for: name) else {
            throw Unknown(
                kind: "code, cause, kind of device or rule", name: name, known: manual.names,
                remedy: "'bootwatch explain' lists codes and kinds of devices, 'bootwatch rules list' the rules.")
        }
        StandardOutput.write(page)
        if !library.errors.isEmpty { throw ExitCode(2) }
    }
}
