// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import WatchScreen

/// What the command asks of its process.
enum Process {
    static func exit(_ status: Int32) -> Never {
        Glibc.exit(status)
    }

    /// The value of an environment variable; nil when it is not set.
    static func environment(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }

    static func isTerminal(_ descriptor: Int32) -> Bool {
        isatty(descriptor) == 1
    }

    /// Whether standard input can give anything: what is started in the background has /dev/null there, or nothing.
    static var hasInput: Bool {
        var (input, null) = (stat(), stat())
        guard fstat(0, &input) == 0, stat("/dev/null", &null) == 0 else { return false }
        return input.st_mode & S_IFMT != S_IFCHR || input.st_rdev != null.st_rdev
    }

    /// Columns of the terminal on a descriptor; nil when it is none.
    static func columns(of descriptor: Int32) -> Int? {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    /// Rows and columns of the terminal on a descriptor; 24 and 80 where it does not say.
    static func size(of descriptor: Int32) -> ScreenSize {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
            return .standard
        }
        return ScreenSize(rows: Int(size.ws_row), columns: Int(size.ws_col))
    }

    /// Whether a read of a descriptor would give something, or an end, at once.
    static func isReadable(_ descriptor: Int32) -> Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&request, 1, 0) > 0
    }

    /// Seconds that local time is ahead of UTC.
    static var utcOffset: Int {
        var now = time(nil)
        var local = tm()
        return localtime_r(&now, &local) == nil ? 0 : local.tm_gmtoff
    }
}
