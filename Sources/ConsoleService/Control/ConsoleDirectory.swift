// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import ControlInterface

/// What the control server can show. Asked on its event loop: must not wait.
package protocol ConsoleDirectory: Sendable {
    /// In the order in which they are to be listed.
    func consoles() -> [any ControlledConsole]
    func console(named name: String) -> (any ControlledConsole)?
    var service: ServiceStatus { get }
}
