// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// A partition specification of a command line or an environment.
///
/// ```
/// mtdparts=<device>:<part>[,<part>][;<device>:<part>...]
/// part   = <size>[@<offset>][(<name>)][ro][lk][slc]
/// size   = memory size (base as in C, suffix k, m, g, t) or "-" for what is left
/// ```
/// Linux drivers/mtd/parsers/cmdlinepart.c, U-Boot cmd/mtdparts.c; `blkdevparts=` has the same grammar
/// (block/partitions/cmdline.c).
struct PartitionSpec: Sendable, Hashable {
    struct Device: Sendable, Hashable {
        var name: String
        var partitions: [FlashLayout.Partition] = []
        var droppedCount = 0
    }

    /// How the text after the last whole partition looks.
    enum Ending: Sendable, Hashable {
        /// Something follows that is no part of the specification.
        case closed
        /// The text ends behind a whole partition: the next line may go on.
        case open
        /// The text ends within a partition.
        case unfinished
    }

    /// Devices of one specification that are kept.
    static let maximumDevices = 64

    /// Bytes that a device's name may have.
    static let maximumNameLength = 128

    var devices: [Device] = []
    var ending = Ending.closed
    /// Where the last whole partition ends.
    var end: Int

    /// Reads the specification that begins at the scanner's place; nil when not even one partition stands there.
    ///
    /// - Parameters:
    ///   - scanner: stands behind `mtdparts=` and an opening quotation mark.
    ///   - quote: the quotation mark that was opened; blanks are allowed within.
    init?(_ scanner: ByteScanner, quote: UInt8? = nil) {
        var scanner = scanner
        end = scanner.index
        while true {
            guard let name = Self.takeDeviceName(&scanner, quote: quote) else {
                ending = scanner.isAtEnd ? .unfinished : .closed
                break
            }
            var reader = PartitionSpecReader(name: name, end: scanner.index)
            let ending = reader.read(&scanner, quote: quote)
            if !reader.device.partitions.isEmpty {
                if devices.count < Self.maximumDevices { devices.append(reader.device) }
                end = reader.end
            }
            self.ending = ending
            guard ending == .open, scanner.take(UInt8(ascii: ";")) else { break }
            while scanner.take(UInt8(ascii: ";")) {}
            if quote != nil { scanner.skipBlanks() }
        }
        if devices.isEmpty, ending == .closed { return nil }
        if ending == .open, !scanner.isAtEnd { ending = .closed }
    }

    /// The name up to the last colon before the first partition's end: names may hold colons.
    private static func takeDeviceName(_ scanner: inout ByteScanner, quote: UInt8?) -> String? {
        var current = scanner.index
        var colon: Int?
        scan: while current < scanner.end, current - scanner.index < maximumNameLength {
            let byte = scanner.text[current]
            switch byte {
            case UInt8(ascii: ":"): colon = current
            case UInt8(ascii: "("), UInt8(ascii: ","), UInt8(ascii: ";"): break scan
            case .space, .tab: if quote == nil || colon != nil { break scan }
            case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "$"), UInt8(ascii: "="), UInt8(ascii: "<"):
                break scan
            default: break
            }
            current += 1
        }
        guard let colon, colon > scanner.index else {
            // A name that the line's end cut off is no specification as yet, and is one if a colon follows.
            if current >= scanner.end, current > scanner.index { scanner.index = scanner.end }
            return nil
        }
        let name = scanner.string(scanner.index..<colon)
        scanner.index = colon + 1
        return name
    }
}
