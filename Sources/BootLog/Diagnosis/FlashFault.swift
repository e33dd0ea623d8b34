// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// A bad block, an ECC event or an I/O error of flash, with the place it names.
struct FlashFault: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case badBlock
        case eccCorrected
        case eccUncorrectable
        case ioError
    }

    var kind: Kind
    var line: Int
    var place: FlashPlace
    /// The partition that it lies in, as far as the layouts tell that were known when this was last asked.
    var partition: String?
    var isLocated = false
}
