// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import Logging

/// What the service is started with.
package struct ServiceOptions: Sendable {
    /// nil is ``ServiceConfiguration/defaultPath``, which need not be there.
    package var configuration: String?
    package var version: String
    /// Loads the rules: those that ship, then those of the folders and files that the configuration names. What is refused is logged.
    /// Called again when the configuration is read again.
    package var loadRules: @Sendable ([String], Logger) -> ReadingSettings.Edition

    package init(
        configuration: String?, version: String,
        loadRules: @escaping @Sendable ([String], Logger) -> ReadingSettings.Edition
    ) {
        self.configuration = configuration
        self.version = version
        self.loadRules = loadRules
    }
}
