// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog

extension SegmentFolder {
    /// A moment as it stands in the names of segments: `20261121T163502.123Z`.
    package static func stamp(_ time: Timestamp) -> String {
        CalendarTime(time).compact
    }
}
