// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog

/// Numbers and names as a report words them.
package enum Wording {
    /// `62 %`, of a share from 0 to 1.
    static func percent(_ share: Double) -> String {
        guard share.isFinite else { return "? %" }
        let value = nearest(min(max(share, 0), 1) * 100)
        return value == 0 && share > 0 ? "<1 %" : "\(value) %"
    }

    /// The nearest integer of a small number that is not negative. `rounded()` would call for libm, which a program of
    /// the standard library alone does not link.
    static func nearest(_ value: Double) -> Int { Int(value + 0.5) }

    /// How sure, in a word.
    static func confidence(_ value: Double) -> String {
        switch value {
        case 0.95...: "almost certain"
        case 0.85...: "very likely"
        case 0.65...: "likely"
        case 0.4...: "possible"
        default: "a guess"
        }
    }

    /// `0x00a40000`: eight digits at least, as flash addresses are printed.
    static func hex(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return "0x" + String(repeating: "0", count: max(8 - digits.utf8.count, 0)) + digits
    }

    /// `128 KiB`: exact up to 1 MiB, to a tenth beyond.
    static func size(_ bytes: UInt64) -> String {
        let units: [(UInt64, String)] = [(1 << 40, "TiB"), (1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")]
        for (unit, name) in units where bytes >= unit {
            if bytes.isMultiple(of: unit) { return "\(bytes / unit) \(name)" }
            // 1152 KiB is what a partition table says; 1.1 MiB would hide it.
            if unit == 1 << 20, bytes < 10 << 20, bytes.isMultiple(of: 1 << 10) { continue }
            let tenths = bytes / unit * 10 + (bytes % unit) * 10 / unit
            return "\(tenths / 10).\(tenths % 10) \(name)"
        }
        return "\(bytes) B"
    }

    /// `1, 2, 3 ... 37`, of sorted numbers of which the first ones are kept.
    static func numbers(_ first: [Int], last: Int, count: Int, ellipsis: String) -> String {
        let list = first.map(String.init).joined(separator: ", ")
        guard count > first.count else { return list }
        return count == first.count + 1 ? "\(list), \(last)" : "\(list) \(ellipsis) \(last)"
    }

    /// `1 boot`, `2 boots`.
    package static func count(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
        number == 1 ? "1 \(noun)" : "\(number) \(plural ?? noun + "s")"
    }

    /// `line 3`, `lines 3-5`.
    static func lines(_ range: ClosedRange<Int>) -> String {
        range.count == 1 ? "line \(range.lowerBound)" : "lines \(range.lowerBound)-\(range.upperBound)"
    }

    package static func stage(_ stage: BootStage) -> String {
        switch stage {
        case .bootrom: "boot ROM"
        case .spl: "SPL"
        case .firmware: "firmware"
        case .bootloader: "boot loader"
        case .kernel: "kernel"
        case .userspace: "user space"
        case .recovery: "recovery"
        }
    }

    /// What a boot loader was doing, after "while".
    package static func activity(_ activity: LoaderActivity) -> String {
        switch activity {
        case .memory: "bringing up memory"
        case .flash: "probing flash"
        case .environment: "reading its environment"
        case .network: "using the network"
        case .loading: "loading"
        case .verifying: "verifying"
        case .handOver: "handing over"
        case .prompt: "waiting at its prompt"
        }
    }

    static func origin(_ origin: FlashLayout.Origin) -> String {
        switch origin {
        case .mtdparts: "mtdparts"
        case .procMTD: "/proc/mtd"
        case .kernel: "kernel"
        case .mtdList: "boot loader"
        case .ubi: "UBI volumes"
        case .gpt: "partition table"
        case .vendor: "vendor table"
        }
    }

    static func risk(_ risk: Diagnosis.Risk) -> String {
        switch risk {
        case .readOnly: "read-only"
        case .writes: "writes"
        case .destroysData: "DESTROYS DATA"
        }
    }

    /// What began a boot, after "began by".
    package static func cause(_ cause: BootCause) -> String {
        switch cause {
        case .powerOn: "power-on"
        case .watchdog: "the watchdog"
        case .software: "the board's own reset"
        case .panic: "a panic"
        case .typed: "a typed command"
        case .brownOut: "a brown-out"
        case .exception: "an exception"
        case .lab: "the lab"
        case .unknown: "an unknown cause"
        }
    }
}
