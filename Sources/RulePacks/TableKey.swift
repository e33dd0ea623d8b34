// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// The keys that a kind of table may have.
package protocol TableKey: Sendable, Equatable, CaseIterable where AllCases == [Self] {
    /// The key as it is written.
    var name: String { get }
}

extension TableKey where Self: RawRepresentable<String> {
    package var name: String { rawValue }
}

/// `[[rule]]`.
enum RuleKey: String, TableKey {
    case id
    case match
    case unless
    case stages
    case code
    case severity
    case summary
    case source
    case examples
    case counter
    case stage
    case activity
    case mark
    case resetCause = "reset-cause"
    case product
    case resolves
    case table
    case fact
    case subject
}

/// The keys before the first header of a pack.
enum PackKey: String, TableKey {
    case pack
    case title
}

/// `[[code]]`.
enum CodeKey: String, TableKey {
    case id
    case title
    case means
    case looks
    case owner
    case causes
    case steps
}

/// `[[cause]]`.
enum CauseKey: String, TableKey {
    case id
    case title
    case owner
    case means
    case steps
}

/// `[[step]]`.
enum StepKey: String, TableKey {
    case id
    case action = "do"
    case why
    case risk
    case when
}

/// `[[weight]]`.
enum WeightKey: String, TableKey {
    case when
    case codes
    case cause
    case factor
    case because
}

/// `[[trait]]`.
enum TraitKey: String, TableKey {
    case id
    case title
    case rules
}

/// `[[family]]`.
enum FamilyKey: String, TableKey {
    case id
    case title
    case means
    case shownBy = "shown-by"
    case fits
    case unlike
    case usual
    case steps
    case without
}
