// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// What kind of thing is wrong. The raw values are the contract of the events; a new code is an addition to the
/// table, never a new meaning of an old one. What each means is said by the knowledge base (`bootwatch explain`).
public enum DiagnosisCode: String, Sendable, Hashable, CaseIterable {
    case verifySignature = "verify.signature"
    case verifyChecksum = "verify.checksum"
    case verifyRollback = "verify.rollback"
    case imageFormat = "image.format"
    case imageDecompress = "image.decompress"
    case imageMissing = "image.missing"
    case flashBadBlock = "flash.bad-block"
    case flashECCCorrected = "flash.ecc-corrected"
    case flashECCUncorrectable = "flash.ecc-uncorrectable"
    case flashIOError = "flash.io-error"
    case flashNotFound = "flash.not-found"
    case flashLayout = "flash.layout"
    case ubiAttach = "ubi.attach"
    case ubiCorrupt = "ubi.corrupt"
    case fsMount = "fs.mount"
    case mmcError = "mmc.error"
    case envInvalid = "env.invalid"
    case netTransfer = "net.transfer"
    case serialTransfer = "serial.transfer"
    case memoryInit = "memory.init"
    case kernelPanic = "kernel.panic"
    case kernelOops = "kernel.oops"
    case bootReset = "boot.reset"
    case bootLoop = "boot.loop"
    case bootRecovery = "boot.recovery"
    case bootHang = "boot.hang"
    case consoleGarbled = "console.garbled"
}
