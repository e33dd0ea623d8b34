// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Ids of all that is no diagnosis.
extension MessageID {
    /// A diagnosis was taken back by a later line.
    package static let resolved = MessageID(0xb4f6d33a6e42447c, 0x882aec9c21db76ab)
    /// A diagnosis became worse than it was at first.
    package static let worsened = MessageID(0x5d0c8a3fb7e34c19, 0x9f2e61d4a80b7c35)
    /// What is to be said of a boot, at its end.
    package static let verdict = MessageID(0xc395808bdcdd42d1, 0xb5d1e8bfbb3fac44)
    /// A line of a console, where the console is mirrored.
    package static let consoleLine = MessageID(0x1b20396d100c472e, 0x81f3496a5f83f3a8)

    /// A console is read from now on.
    package static let portOpened = MessageID(0x207df7b44f6f405a, 0x8a089c076efea226)
    /// A console's port is not there, and waited for.
    package static let portWaiting = MessageID(0x344a9cc23a5f4221, 0x9c1b2caaff49ed54)
    /// A console's port went away.
    package static let portLost = MessageID(0xce3ffd5a81cf49f5, 0xb4fd5ffc89f0504e)
    /// The driver gave other settings than were asked for.
    package static let portSettingRefused = MessageID(0x7a84662621c54837, 0x99f8cd479402dbd6)
    /// Another program has the port open too.
    package static let portShared = MessageID(0xd417f459dff94a91, 0x9e285b908f7853d7)
    /// The receiver counted errors.
    package static let portLineErrors = MessageID(0x1b2aae7a5f5f4aaa, 0xa9b8ba218d6cc2a6)
    /// The line was held low.
    package static let portBreak = MessageID(0x62e0b3a78b3c4c80, 0x98b8e3299d6519f5)
    /// The speed was found, or changed.
    package static let portSpeed = MessageID(0x2a8d0f8ec9b64052, 0xaadb44d2593f2650)
    /// A console is not read any more.
    package static let portClosed = MessageID(0x7811da5944a346e9, 0xaed4a5a04308b917)
    /// Bytes of a console are missing.
    package static let portGap = MessageID(0x6d2c2b8c8ad247f0, 0xaa4b2dc3efbaf6e6)
    /// A console cannot be read.
    package static let portFailed = MessageID(0x4df2bb71227f4aff, 0x9052e732245f2f4d)
    /// A console that could not be read is read again.
    package static let portRecovered = MessageID(0xcd5908620e834507, 0x899dff0218eb1c2f)

    /// The service reads its consoles.
    package static let serviceStarted = MessageID(0xab2eec2d972c44ec, 0xa11bddf422de1369)
    /// The service looks for what its last life may not have told.
    package static let serviceLookedBack = MessageID(0x2f9b17c65ae84d03, 0xb841f3d20c6e95a7)
    /// The service ends.
    package static let serviceStopping = MessageID(0x9c4524e109e34733, 0xa49c6628da0a8954)
    /// The configuration was read.
    package static let configurationRead = MessageID(0x345aad806467482d, 0x9ed977d1f33b2f71)
    /// The configuration has errors.
    package static let configurationRefused = MessageID(0x76365b571d1a46e0, 0x92492e6f7d594594)
    /// A recording could not go on.
    package static let recordingPaused = MessageID(0x16a6d9d962424ff3, 0xb013e858d113fc6d)
    /// A recording goes on.
    package static let recordingResumed = MessageID(0x4ea2e0d1ac324ceb, 0x9ff77234cd90061f)
    /// Entries found no room while the journal did not take any.
    package static let entriesDropped = MessageID(0x6dc767daf4ce47e7, 0x876b551b0931dfc6)
    /// Entries were held back because there were too many.
    package static let entriesSuppressed = MessageID(0x3bc68ab07339493e, 0xa09a25b48564b68b)
}
