// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Text for the service manager: one assignment a line, 4,096 bytes a message at most, or all of it is ignored. See
/// sd_notify(3); src/core/manager.c, manager_dispatch_notify_fd().
enum NotificationText {
    /// Bytes of a status.
    static let maximumLength = 1_024

    /// A text as one line that is safe to show: what a board printed may be part of it.
    static func line(_ text: String) -> String {
        var line = ""
        for scalar in text.unicodeScalars {
            let shown = isShown(scalar) ? scalar : " "
            guard line.utf8.count + UTF8.width(shown) <= maximumLength else { break }
            line.unicodeScalars.append(shown)
        }
        return line
    }

    private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }
}
