// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

extension Knowledge {
    /// Something about a device that a line of its console proves: its loader, its chip, what it stores on.
    public struct Trait: Sendable, Hashable {
        public var id: String
        /// Completes "the console shows …".
        public var title: String
        /// Ids of rules, `ubi.*` for all that begin with `ubi.`; any of them proves it.
        public var rules: [String]

        public init(id: String, title: String, rules: [String]) {
            self.id = id
            self.title = title
            self.rules = rules
        }
    }

    /// A kind of device, how its console shows it, and the way back to an authentic image that it has.
    public struct Family: Sendable, Hashable {
        public var id: String
        /// Completes "if it is …".
        public var title: String
        public var meaning: String
        /// Ids of traits that must all show.
        public var shownBy: [String]
        /// Ids of traits that make it possible, though they do not prove it.
        public var fits: [String]
        /// Ids of traits that speak of something else.
        public var unlike: [String]
        /// Whether it is offered where nothing at all tells.
        public var isUsual: Bool
        /// Ids of the steps that are its way back, in the order to try them.
        public var steps: [String]
        /// Ids of steps that make no sense on it.
        public var without: [String]

        public init(
            id: String, title: String, meaning: String, shownBy: [String], fits: [String] = [], unlike: [String] = [],
            isUsual: Bool = false, steps: [String], without: [String] = []
        ) {
            self.id = id
            self.title = title
            self.meaning = meaning
            self.shownBy = shownBy
            self.fits = fits
            self.unlike = unlike
            self.isUsual = isUsual
            self.steps = steps
            self.without = without
        }
    }

    /// The step that stands for the way back of whatever family the device is of.
    public static let wayBack = "way-back"
    /// The step that is asked for where the console does not tell the family.
    public static let lookForFamily = "look.family"
}
