// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

extension HistoryItem {
    private static let codes: [String: DiagnosisCode] = Dictionary(
        uniqueKeysWithValues: DiagnosisCode.allCases.map { (MessageID.diagnosis($0).description, $0) })
    private static let resolvedID = MessageID.resolved.description
    private static let worsenedID = MessageID.worsened.description
    private static let verdictID = MessageID.verdict.description

    /// - Returns: nil for an entry that is neither a diagnosis nor a verdict.
    package init?(_ record: JournalRecord) {
        guard let id = record["MESSAGE_ID"], let port = record["BOOTWATCH_PORT"] else { return nil }
        let named = record["BOOTWATCH_CODE"].flatMap { DiagnosisCode(rawValue: $0) }
        if let code = Self.codes[id] {
            content = .diagnosis
            self.code = code
        } else if id == Self.resolvedID || id == Self.worsenedID {
            guard named != nil else { return nil }
            content = id == Self.resolvedID ? .resolved : .worsened
            code = named
        } else if id == Self.verdictID {
            guard let outcome = record["BOOTWATCH_VERDICT"].flatMap({ Verdict.Outcome(rawValue: $0) }) else {
                return nil
            }
            content = .verdict(outcome)
            code = named
        } else {
            return nil
        }
        time = record.time
        machine = Self.name(record.machine ?? "")
        host = Self.name(record.host ?? "-")
        self.port = Self.name(port)
        board = record["BOOTWATCH_BOARD"].map(Self.name)
        boot = Self.name(record["BOOTWATCH_BOOT_ID"] ?? "")
        severity = record["BOOTWATCH_SEVERITY"].flatMap { Severity(rawValue: $0) } ?? .info
        signature = Self.text(record["BOOTWATCH_SIGNATURE"] ?? "\(code?.rawValue ?? "-"):-:-")
        partition = record["BOOTWATCH_PARTITION"].map(Self.name)
        isSurvived = record["BOOTWATCH_SURVIVED"] == "1"
        badBlocks = record["BOOTWATCH_BAD_BLOCKS"].flatMap { Int($0) }.flatMap { 0...1 << 32 ~= $0 ? $0 : nil }
        cause = record["BOOTWATCH_CAUSE"].map(Self.name)
        step = record["BOOTWATCH_STEP"].map(Self.text)
        message = Self.text(Self.sentence(record.message ?? "", port: port))
    }

    /// The message without the console's name, which stands in front of all of them.
    private static func sentence(_ message: String, port: String) -> String {
        let head = "\(port): "
        return message.hasPrefix(head) ? String(message.dropFirst(head.count)) : message
    }

    private static func name(_ text: String) -> String { text.bounded(toBytes: maximumNameLength) }

    private static func text(_ text: String) -> String { text.bounded(toBytes: maximumTextLength) }

    // MARK: - Who it is about

    /// The diagnosis, in whatever entry it is spoken of; of a verdict the boot.
    var identity: Int {
        guard let code, !isVerdict else { return bootIdentity }
        return Self.identity(of: code, in: bootIdentity)
    }

    private var isVerdict: Bool { if case .verdict = content { true } else { false } }

    /// The boot, among those of all consoles and hosts.
    var bootIdentity: Int {
        var hasher = Hasher()
        hasher.combine(machine)
        hasher.combine(host)
        hasher.combine(port)
        hasher.combine(boot)
        return hasher.finalize()
    }

    /// There is one diagnosis a code a boot.
    private static func identity(of code: DiagnosisCode, in boot: Int) -> Int {
        var hasher = Hasher()
        hasher.combine(boot)
        hasher.combine(numbers[code])
        return hasher.finalize()
    }

    /// Those of all codes in the boot.
    var identitiesInBoot: [Int] {
        let boot = bootIdentity
        return Self.numbers.values.map { number in
            var hasher = Hasher()
            hasher.combine(boot)
            hasher.combine(number as Int?)
            return hasher.finalize()
        }
    }

    private static let numbers: [DiagnosisCode: Int] = Dictionary(
        uniqueKeysWithValues: DiagnosisCode.allCases.enumerated().map { ($1, $0) })
}

extension String {
    /// The text, cut between characters where it takes more bytes.
    fileprivate func bounded(toBytes limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var used = 0
        let kept = unicodeScalars.prefix { scalar in
            used += UTF8.width(scalar)
            return used <= limit - 3
        }
        return String(kept) + "…"
    }
}
