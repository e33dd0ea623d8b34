// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Where the service's counters are shown.
package struct MetricsRules: Sendable, Hashable {
    /// A file for node_exporter's textfile collector.
    package var textfile: String?
    /// How often the file is written at most.
    package var interval = Duration.seconds(15)
    /// Where a scraper is served.
    package var listen: ListenAddress?

    package init() {}
}
