// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Testing

@testable import BootLog

@Suite struct BootPromptTests {
    static let loaders: [(String, String)] = [
        ("=>", ""), ("=> reset", "reset"), ("U-Boot> printenv", "printenv"),
        ("hisilicon # bootm 0x42000000", "bootm 0x42000000"),
        ("CFE> ifconfig", "ifconfig"), ("ar7240> reset", "reset"), ("RTL838x# help", "help"),
        ("MT7621 # ping 192.168.1.1", "ping 192.168.1.1"),
        ("RedBoot> go", "go"), ("uboot> =>", "=>"),
    ]

    @Test(arguments: loaders)
    func `a loader's prompt and what was typed after it are read`(line: String, command: String) {
        #expect(PromptReader.read(Array(line.utf8)) == PromptReader.Prompt(kind: .loader, command: command))
    }

    static let shells: [(String, String)] = [
        ("/ # cat /proc/mtd", "cat /proc/mtd"), ("root@OpenWrt:/# reboot", "reboot"), ("~ # ls", "ls"),
        ("# dmesg", "dmesg"),
        ("user@board:~$ uname -a", "uname -a"), ("/ #", ""),
    ]

    @Test(arguments: shells)
    func `a shell's prompt and what was typed after it are read`(line: String, command: String) {
        #expect(PromptReader.read(Array(line.utf8)) == PromptReader.Prompt(kind: .shell, command: command))
    }

    static let messages = [
        "", "DRAM:  128 MiB", "## Booting kernel from Legacy Image at 80060000 ...",
        "### ERROR ### Please RESET the board ###",
        "Loading: ########", "<INTERRUPT>", "a -> b", "price is 5 $", "Hit any key to stop autoboot:  3",
        "if (a > b) then",
        "one two three # four", "mtd0: 00100000 00020000 \"bootloader\"", "Erasing, please wait # 1",
    ]

    @Test(arguments: messages)
    func `what only looks like a prompt is none`(line: String) {
        #expect(PromptReader.read(Array(line.utf8)) == nil)
    }
}
