// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// A rule found in a line.
public struct Finding: Sendable, Hashable {
    /// How well the line came over.
    public enum Quality: String, Sendable, Hashable, CaseIterable {
        case clean
        /// Bytes of the line are garbled.
        case damaged
        /// Another message stands in the same line.
        case shared
        /// The message was broken over two lines.
        case joined
    }

    /// A named capture.
    public struct Field: Sendable, Hashable {
        public var name: String
        public var value: String
    }

    public var rule: String
    public var code: DiagnosisCode?
    public var severity: Severity
    public var line: Int
    /// The line as it stands on the screen.
    public var text: String
    public var fields: [Field]
    public var quality: Quality

    /// The value of the capture with this name.
    public func field(_ name: String) -> String? {
        fields.first { $0.name == name }?.value
    }
}
