// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog

/// Takes what becomes known of a console besides its bytes, and stamps it with the link's clock.
package struct ConsoleNews: Sendable {
    let clock: HostClock
    let deliver: @Sendable (ConsoleItem) -> Void

    package init(clock: HostClock, deliver: @escaping @Sendable (ConsoleItem) -> Void) {
        self.clock = clock
        self.deliver = deliver
    }

    /// - Parameter item: made with the present moment.
    package func tell(_ item: (Timestamp) -> ConsoleItem) {
        deliver(item(clock.now))
    }

    /// Something for the person alone.
    package func say(_ text: String) {
        tell { .answer(text, at: $0) }
    }
}
