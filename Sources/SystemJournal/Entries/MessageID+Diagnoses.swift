// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog

/// One id a code, so that the catalogue can explain it and `journalctl MESSAGE_ID=…` finds every board that has it.
extension MessageID {
    /// The id of all diagnoses with this code.
    package static func diagnosis(_ code: DiagnosisCode) -> MessageID {
        switch code {
        case .verifySignature: MessageID(0xe3eb1ef8ab724cf2, 0xb9a32fea4f990397)
        case .verifyChecksum: MessageID(0x1b44b960a9904a44, 0xb53ced6fac88bde2)
        case .verifyRollback: MessageID(0x86dbfc960b664d42, 0xbeafed47ac657eea)
        case .imageFormat: MessageID(0x07624af5c474493c, 0xaa7ea437306ee60d)
        case .imageDecompress: MessageID(0x3b103844fd5b4d9d, 0x9ca7b6584f21112c)
        case .imageMissing: MessageID(0xa672556c568e4ad1, 0x85b1e1e756e87b2c)
        case .flashBadBlock: MessageID(0xb403a9659f804377, 0xada5e4b783561f47)
        case .flashECCCorrected: MessageID(0xbdfb2d9e4b1c449d, 0x87ed06dde76e8a1a)
        case .flashECCUncorrectable: MessageID(0xe8c25f899d3d45a5, 0xb6234967514d71cc)
        case .flashIOError: MessageID(0x9e07e82c14c84a0d, 0x8664c4a9f6237651)
        case .flashNotFound: MessageID(0xf7ba14dc8f7842cb, 0xad4d84b681569667)
        case .flashLayout: MessageID(0xc69b5fe340e54aee, 0x91dca1121d064bec)
        case .ubiAttach: MessageID(0x133a2061273b454d, 0xbb2218c3e8db8f62)
        case .ubiCorrupt: MessageID(0x5f61b6bfc221426d, 0x857b9b8260fe0206)
        case .fsMount: MessageID(0x640ea5f5a8584a5f, 0xb36d639dfea67c23)
        case .mmcError: MessageID(0x388792ea94dd4b05, 0x84ee6db15600b8a1)
        case .envInvalid: MessageID(0x9b436d3c42854085, 0xa91728d12a145572)
        case .netTransfer: MessageID(0x6eaa03b0f6ac4e3b, 0xa3cfbd4437a7fa35)
        case .serialTransfer: MessageID(0xaad3c44d225c45c2, 0x8fa418309c06473e)
        case .memoryInit: MessageID(0xb148e84d1a274b60, 0x827287982d54bb06)
        case .kernelPanic: MessageID(0x93afaaed83f2424e, 0xbe8cb5b87bbd073f)
        case .kernelOops: MessageID(0xa42744c351e94f0a, 0x8aabeda9332cb3b2)
        case .bootReset: MessageID(0xaf698110af3242d8, 0xb4c3b9ea5528fa8f)
        case .bootLoop: MessageID(0x9f08680121db43ad, 0x9baa3fd41cf6258a)
        case .bootRecovery: MessageID(0xebb2d7c2b8f94379, 0x99bb275756a1acc7)
        case .bootHang: MessageID(0x69f9f49ee0a644b7, 0xad029f2b039f7f24)
        case .consoleGarbled: MessageID(0x886ebe926c454113, 0xa48d944920b9e524)
        }
    }
}
