// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// What loggers, terminal programs and kernels put in front of a message, and the times it told.
public struct LinePrefix: Sendable, Hashable {
    /// Bytes of the line's text that belong to prefixes.
    public var length: Int
    /// The kernel's own stamp, in microseconds since the kernel started; nil when the line has none.
    public var kernelMicroseconds: Int64?
    /// A boot loader's stamp, in microseconds on a clock of its own; nil when the line has none.
    public var otherMicroseconds: Int64?
    /// The logger's time of day, in microseconds since midnight; nil when the line has none.
    public var clockMicroseconds: Int64?

    public init(
        length: Int = 0, kernelMicroseconds: Int64? = nil, otherMicroseconds: Int64? = nil,
        clockMicroseconds: Int64? = nil
    ) {
        self.length = length
        self.kernelMicroseconds = kernelMicroseconds
        self.otherMicroseconds = otherMicroseconds
        self.clockMicroseconds = clockMicroseconds
    }
}
