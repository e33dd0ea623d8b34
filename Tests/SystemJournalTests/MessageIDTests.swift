// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import SystemJournal
import Testing

/// Ids that never change: journals of years have them, and other people's scripts.
@Suite struct MessageIDTests {
    private static let diagnoses: [(DiagnosisCode, String)] = [
        (.verifySignature, "e3eb1ef8ab724cf2b9a32fea4f990397"),
        (.verifyChecksum, "1b44b960a9904a44b53ced6fac88bde2"),
        (.verifyRollback, "86dbfc960b664d42beafed47ac657eea"),
        (.imageFormat, "07624af5c474493caa7ea437306ee60d"),
        (.imageDecompress, "3b103844fd5b4d9d9ca7b6584f21112c"),
        (.imageMissing, "a672556c568e4ad185b1e1e756e87b2c"),
        (.flashBadBlock, "b403a9659f804377ada5e4b783561f47"),
        (.flashECCCorrected, "bdfb2d9e4b1c449d87ed06dde76e8a1a"),
        (.flashECCUncorrectable, "e8c25f899d3d45a5b6234967514d71cc"),
        (.flashIOError, "9e07e82c14c84a0d8664c4a9f6237651"),
        (.flashNotFound, "f7ba14dc8f7842cbad4d84b681569667"),
        (.flashLayout, "c69b5fe340e54aee91dca1121d064bec"),
        (.ubiAttach, "133a2061273b454dbb2218c3e8db8f62"),
        (.ubiCorrupt, "5f61b6bfc221426d857b9b8260fe0206"),
        (.fsMount, "640ea5f5a8584a5fb36d639dfea67c23"),
        (.mmcError, "388792ea94dd4b0584ee6db15600b8a1"),
        (.envInvalid, "9b436d3c42854085a91728d12a145572"),
        (.netTransfer, "6eaa03b0f6ac4e3ba3cfbd4437a7fa35"),
        (.serialTransfer, "aad3c44d225c45c28fa418309c06473e"),
        (.memoryInit, "b148e84d1a274b60827287982d54bb06"),
        (.kernelPanic, "93afaaed83f2424ebe8cb5b87bbd073f"),
        (.kernelOops, "a42744c351e94f0a8aabeda9332cb3b2"),
        (.bootReset, "af698110af3242d8b4c3b9ea5528fa8f"),
        (.bootLoop, "9f08680121db43ad9baa3fd41cf6258a"),
        (.bootRecovery, "ebb2d7c2b8f9437999bb275756a1acc7"),
        (.bootHang, "69f9f49ee0a644b7ad029f2b039f7f24"),
        (.consoleGarbled, "886ebe926c454113a48d944920b9e524"),
    ]

    private static let events: [(MessageID, String)] = [
        (.resolved, "b4f6d33a6e42447c882aec9c21db76ab"),
        (.verdict, "c395808bdcdd42d1b5d1e8bfbb3fac44"),
        (.consoleLine, "1b20396d100c472e81f3496a5f83f3a8"),
        (.portOpened, "207df7b44f6f405a8a089c076efea226"),
        (.portWaiting, "344a9cc23a5f42219c1b2caaff49ed54"),
        (.portLost, "ce3ffd5a81cf49f5b4fd5ffc89f0504e"),
        (.portSettingRefused, "7a84662621c5483799f8cd479402dbd6"),
        (.portShared, "d417f459dff94a919e285b908f7853d7"),
        (.portLineErrors, "1b2aae7a5f5f4aaaa9b8ba218d6cc2a6"),
        (.portBreak, "62e0b3a78b3c4c8098b8e3299d6519f5"),
        (.portSpeed, "2a8d0f8ec9b64052aadb44d2593f2650"),
        (.portClosed, "7811da5944a346e9aed4a5a04308b917"),
        (.portGap, "6d2c2b8c8ad247f0aa4b2dc3efbaf6e6"),
        (.portFailed, "4df2bb71227f4aff9052e732245f2f4d"),
        (.portRecovered, "cd5908620e834507899dff0218eb1c2f"),
        (.serviceStarted, "ab2eec2d972c44eca11bddf422de1369"),
        (.worsened, "5d0c8a3fb7e34c199f2e61d4a80b7c35"),
        (.serviceLookedBack, "2f9b17c65ae84d03b841f3d20c6e95a7"),
        (.serviceStopping, "9c4524e109e34733a49c6628da0a8954"),
        (.configurationRead, "345aad806467482d9ed977d1f33b2f71"),
        (.configurationRefused, "76365b571d1a46e092492e6f7d594594"),
        (.recordingPaused, "16a6d9d962424ff3b013e858d113fc6d"),
        (.recordingResumed, "4ea2e0d1ac324ceb9ff77234cd90061f"),
        (.entriesDropped, "6dc767daf4ce47e7876b551b0931dfc6"),
        (.entriesSuppressed, "3bc68ab07339493ea09a25b48564b68b"),
    ]

    @Test func `an id stays what it is`() {
        for (code, id) in Self.diagnoses { #expect(MessageID.diagnosis(code).description == id) }
        for (event, id) in Self.events { #expect(event.description == id) }
    }

    @Test func `every code has an id, and none has another's`() {
        #expect(Self.diagnoses.map(\.0) == DiagnosisCode.allCases)
        #expect(Set(Self.diagnoses.map(\.1) + Self.events.map(\.1)).count == Self.diagnoses.count + Self.events.count)
    }
}
