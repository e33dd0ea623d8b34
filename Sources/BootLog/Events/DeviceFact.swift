// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Something that the console proves about the device.
public struct DeviceFact: Sendable, Hashable {
    /// `soc`, `board`, `cpu`, `dram`, `flash`, `flash-size`, `serial`, `loader`, `kernel`, `firmware`.
    public var kind: String
    public var value: String
}
