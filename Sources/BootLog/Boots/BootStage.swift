// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// A stage of the boot chain, in the order in which they run.
public enum BootStage: String, Sendable, Hashable, CaseIterable, Comparable {
    /// The mask ROM of the SoC.
    case bootrom
    /// SPL, TPL, preloaders, FSBL, boot0: what brings up DRAM.
    case spl
    /// TF-A, OP-TEE and other secure firmware.
    case firmware
    /// U-Boot, CFE, RedBoot, LK and their kind.
    case bootloader
    case kernel
    /// The normal system's init and what it starts.
    case userspace
    /// A rescue shell, fail-safe, fastboot or download mode.
    case recovery

    private var rank: Int {
        switch self {
        case .bootrom: 0
        case .spl: 1
        case .firmware: 2
        case .bootloader: 3
        case .kernel: 4
        case .userspace: 5
        case .recovery: 6
        }
    }

    /// One bit for the stage, for sets of stages that are asked often.
    var bit: UInt8 { 1 << UInt8(rank) }

    public static func < (left: BootStage, right: BootStage) -> Bool {
        left.rank < right.rank
    }
}
