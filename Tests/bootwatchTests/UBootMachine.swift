// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc

/// A real U-Boot on an emulated board, its UART on a pseudo-terminal.
///
/// The board stands still until ``powerOn()``, so that nothing it prints is missed.
struct UBootMachine: ~Copyable {
    static let emulator = "/usr/bin/qemu-system-arm"
    static let firmware = "/usr/lib/u-boot/qemu_arm/u-boot.bin"
    /// Where ``start(image:)`` puts an image into the board's memory.
    static let imageAddress = "43000000"

    /// Whether the emulator and a U-Boot for it are installed.
    static var isInstalled: Bool {
        access(emulator, X_OK) == 0 && access(firmware, R_OK) == 0
    }

    /// The UART's pseudo-terminal.
    let node: String
    private let monitor: Descriptor.Pipe
    /// Kept open: QEMU ends when nobody reads what its monitor says.
    private let words: Descriptor.Pipe
    private let process: Child

    private init(node: String, monitor: consuming Descriptor.Pipe, words: consuming Descriptor.Pipe, process: Child) {
        self.node = node
        self.monitor = monitor
        self.words = words
        self.process = process
    }

    /// - Parameter image: a file that lies in the board's memory at ``imageAddress``.
    static func start(image: String? = nil) throws(SystemError) -> UBootMachine {
        var command = Command(
            "-M", "virt", "-m", "128", "-display", "none", "-nic", "none", "-bios", firmware, "-serial", "pty",
            "-monitor", "stdio", "-S")
        command.program = emulator
        if let image {
            command.arguments += ["-device", "loader,file=\(image),addr=0x\(imageAddress),force-raw=on"]
        }
        let monitor = try Descriptor.pipe()
        let words = try Descriptor.pipe()
        let process = try command.start(input: monitor.reader, output: words.writer, errors: words.writer)
        let node = try node(toldBy: words.reader)
        return UBootMachine(node: node, monitor: monitor, words: words, process: process)
    }

    deinit {
        process.signal(SIGKILL)
        _ = process.wait()
    }

    func powerOn() throws(SystemError) { try monitor.writer.write(Array("cont\n".utf8)) }

    /// The reset button.
    func reset() throws(SystemError) { try monitor.writer.write(Array("system_reset\n".utf8)) }

    /// `char device redirected to /dev/pts/5 (label serial0)`
    private static func node(toldBy monitor: borrowing Descriptor) throws(SystemError) -> String {
        var text = ""
        while true {
            let some = monitor.readSome()
            guard !some.isEmpty else { throw SystemError(call: "\(emulator): \(text)", number: ENODEV) }
            text += String(decoding: some, as: UTF8.self)
            let words = text.split(whereSeparator: \.isWhitespace)
            // The last word may not be whole yet.
            if let node = words.dropLast().first(where: { $0.hasPrefix("/dev/pts/") }) { return String(node) }
        }
    }
}
