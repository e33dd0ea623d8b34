// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Follows the boot chain: which boot this is, what began it, which stage runs. Pure: marks in, steps out.
struct BootTracker: Sendable {
    /// What a mark changed.
    enum Step: Sendable, Hashable {
        /// A new boot begins; the present one, if any, is over.
        case boot(BootBeginning)
        /// What began the present boot became known.
        case cause(BootBeginning)
        case stage(StageChange)
        /// User space of the normal system runs and serves.
        case alive
    }

    /// The first line of a program, as seen last.
    private struct Banner: Sendable {
        var line: Int
        var stage: BootStage
        var product: String?
        var release: String?
    }

    /// Lines within which a second banner of the same stage belongs to the same program (vendors print their own
    /// version line beside U-Boot's).
    private static let sameBannerLines = 6
    private static let maximumBanners = 16
    /// Microseconds: a kernel clock that falls back from below this to zero is a console that replays its log.
    private static let replayMicroseconds: Int64 = 20_000_000

    /// 1-based; 0 before the first line.
    private(set) var boot = 0
    private(set) var stage: BootStage?
    private(set) var activity: LoaderActivity?
    private(set) var product: String?
    private(set) var release: String?
    /// Whether user space of the normal system was reached in this boot.
    private(set) var isAlive = false
    /// The line that says why the next boot begins.
    private(set) var pendingReset: BootCause?
    private(set) var beginning = BootBeginning(cause: .unknown, banner: nil)
    /// Whether a loader gave control to the next stage in this boot.
    private(set) var hasHandedOver = false
    /// Whether that was so in the boot before, and all that came after it was read.
    private(set) var previousHandedOver = false
    /// Whether a person's command was seen at a loader's prompt of this boot.
    private(set) var hasTypedCommand = false
    /// Whether bytes are missing in this boot, with which a word on its end may be lost.
    private(set) var hasGap = false
    /// Whether an SPL has started another core, which has an SPL of its own.
    private var startsOtherCore = false
    private var banners: [Banner] = []
    private var lastCommand = ""
    private var lastKernelMicroseconds: Int64 = 0

    /// The capture's first line, where it is no banner.
    mutating func beginWithoutBanner() -> Step? {
        guard boot == 0 else { return nil }
        return begin(cause: .unknown, banner: nil)
    }

    /// Takes a rule's mark.
    mutating func receive(_ rule: RuleTraits, release: String?, line: ConsoleLine) -> [Step] {
        var steps: [Step] = []
        if let stage = rule.stage {
            if rule.mark == .banner {
                steps += banner(
                    Banner(line: line.number, stage: stage, product: rule.product, release: release), line: line)
            } else if let cause = pendingReset, let present = self.stage, stage < present {
                steps.append(begin(cause: cause, banner: line.string))
            }
            if let change = enter(stage, product: rule.product, release: release, isBanner: rule.mark == .banner) {
                steps.append(.stage(change))
            }
        }
        if let activity = rule.activity, activity != self.activity, let stage, stage <= .bootloader {
            self.activity = activity
            steps.append(.stage(change))
        }
        switch rule.mark {
        case .handOver? where rule.stage == .spl: startsOtherCore = true
        case .handOver?: hasHandedOver = true
        case .alive?:
            if stage != .recovery {
                isAlive = true
                if let change = enter(.userspace, product: nil, release: nil, isBanner: false) {
                    steps.append(.stage(change))
                }
                steps.append(.alive)
            }
        // What a person typed is the reason; `resetting ...` only says that it is done.
        case .reset?: pendingReset = pendingReset ?? rule.resetCause ?? .unknown
        case .bootReason?:
            if let cause = rule.resetCause, [.unknown, .software, .powerOn].contains(beginning.cause),
                cause != beginning.cause
            {
                beginning.cause = cause
                steps.append(.cause(beginning))
            }
        case .banner?, .halt?, .autoboot?, nil: break
        }
        return steps
    }

    /// Takes a prompt with what a person typed.
    mutating func receive(_ prompt: PromptReader.Prompt) -> Step? {
        lastCommand = prompt.command
        let word = prompt.command.split(separator: " ").first.map(String.init) ?? ""
        if ["reset", "reboot", "resetenv"].contains(word) { pendingReset = .typed }
        guard prompt.kind == .loader, let stage, stage <= .bootloader else { return nil }
        if !prompt.command.isEmpty { hasTypedCommand = true }
        guard stage == .bootloader, activity != .prompt else { return nil }
        activity = .prompt
        return .stage(change)
    }

    /// Bytes are missing: what was last typed need not be the command that runs now.
    mutating func interrupt() {
        hasGap = true
        lastCommand = ""
    }

    /// Takes a kernel's own time stamp: where it stands, a kernel prints.
    mutating func receive(kernelMicroseconds: Int64) -> Step? {
        lastKernelMicroseconds = kernelMicroseconds
        guard stage == nil || stage == .bootloader && hasHandedOver else { return nil }
        return enter(.kernel, product: nil, release: nil, isBanner: false).map { .stage($0) }
    }

    // MARK: - Boots

    private mutating func banner(_ new: Banner, line: ConsoleLine) -> [Step] {
        defer { if banners.count < Self.maximumBanners { banners.append(new) } }
        let text = line.string
        guard boot > 0, let stage else {
            let cause = pendingReset ?? .unknown
            return boot == 0 ? [begin(cause: cause, banner: text)] : []
        }
        guard isNewBoot(new, after: stage, line: line) else { return [] }
        // A banner out of the middle of a running system, with no word before it, is somebody's power switch; the word
        // may be among the bytes that are missing.
        let cause = pendingReset ?? (!hasGap && (isAlive || stage >= .kernel) ? .powerOn : .unknown)
        return [begin(cause: cause, banner: text)]
    }

    private func isNewBoot(_ new: Banner, after present: BootStage, line: ConsoleLine) -> Bool {
        if new.stage == .bootloader, isVersionCommand { return false }
        if startsOtherCore, new.stage == .spl, present <= .firmware, pendingReset == nil,
            banners.count(where: { $0.stage == .spl }) < 2
        {
            return false
        }
        if new.stage < present {
            // Some loaders come up before the firmware they start (SPL, TF-A, U-Boot SPL again): only a program that
            // was seen before in this boot, or one that follows the loader proper, begins anew.
            return present >= .bootloader || pendingReset != nil || isRepeat(new)
        }
        guard new.stage == present else { return false }
        if new.stage >= .kernel {
            guard let now = line.prefix.kernelMicroseconds else { return pendingReset != nil }
            return now < 1_000_000
                && (pendingReset != nil || lastKernelMicroseconds > Self.replayMicroseconds)
        }
        guard let banner = banners.last else { return pendingReset != nil || hasHandedOver || hasTypedCommand }
        guard new.line - banner.line > Self.sameBannerLines || isRepeat(new) && new.line > banner.line + 1
        else { return pendingReset != nil }
        return pendingReset != nil || isRepeat(new) || hasHandedOver
    }

    /// Whether the same program has begun before in this boot.
    private func isRepeat(_ new: Banner) -> Bool {
        banners.contains { $0.stage == new.stage && $0.product == new.product && $0.release == new.release }
    }

    /// U-Boot's `version` prints the banner; so do `ver` and `bdinfo` of some.
    private var isVersionCommand: Bool {
        lastCommand == "ver" || lastCommand.hasPrefix("version")
    }

    private mutating func begin(cause: BootCause, banner text: String?) -> Step {
        boot += 1
        stage = nil
        activity = nil
        product = nil
        release = nil
        isAlive = false
        pendingReset = nil
        previousHandedOver = hasHandedOver && !hasGap
        hasGap = false
        hasHandedOver = false
        hasTypedCommand = false
        startsOtherCore = false
        banners = []
        lastCommand = ""
        lastKernelMicroseconds = 0
        beginning = BootBeginning(cause: cause, banner: text)
        return .boot(beginning)
    }

    // MARK: - Stages

    private var change: StageChange {
        StageChange(
            stage: stage ?? .bootloader, activity: stage == .bootloader || stage == .spl ? activity : nil,
            product: product, release: release)
    }

    private mutating func enter(
        _ new: BootStage, product: String?, release: String?, isBanner: Bool
    ) -> StageChange? {
        if let stage {
            // Recovery is left only by a new boot; the normal system's words are heard in it too.
            guard stage != .recovery else { return nil }
            guard new > stage || isBanner && (product != self.product || release != self.release) else { return nil }
            guard new >= stage || isBanner else { return nil }
        }
        stage = new
        activity = nil
        self.product = product
        self.release = release
        return change
    }
}
