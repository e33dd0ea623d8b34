// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Something that the console proves about the device.
public struct DeviceFact: Sendable, Hashable {
    /// `soc`, `board`, `cpu`, `dram`, `flash`, `flash-size`, `serial`, `loader`, `kernel`, `firmware`, `family`.
    ///
    /// Each fact is told once a boot. A `family` is the kind of device, as the knowledge base calls it, and is told when
    /// all that proves it has shown; the more shows, the closer it may be, and the last one holds.
    public var kind: String
    public var value: String
}
