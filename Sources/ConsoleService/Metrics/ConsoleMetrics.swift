// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog

/// What was counted of one console since the service began with it.
package struct ConsoleMetrics: Sendable, Hashable {
    /// Bytes that found no room on their way, by the place where they did not.
    package struct QueueDrops: Sendable, Hashable {
        package var recording = 0
        package var analysis = 0
        /// Of all viewers together.
        package var viewers = 0

        package init() {}
    }

    /// The console's name; no two consoles of a service have the same.
    package var port: String
    package var board: String?
    /// Whether it is open and read at this moment.
    package var isUp = false
    package var receivedBytes = 0
    package var sentBytes = 0
    package var lines = 0
    package var lineErrors: [LineError.Kind: Int] = [:]
    /// Boots that began.
    package var boots = 0
    /// Boots that ended, by how.
    package var bootsByOutcome: [Verdict.Outcome: Int] = [:]
    /// Diagnoses of all boots, by their code; each once a boot.
    package var diagnoses: [DiagnosisCode: Int] = [:]
    package var dropped = QueueDrops()
    /// Bytes of all segments on the disk; nil where nothing is recorded.
    package var recordingBytes: Int?
    /// Bad blocks that the latest boot told of; nil when it told of none.
    package var badBlocks: Int?
    /// Viewers attached at this moment.
    package var viewers = 0

    package init(port: String, board: String? = nil) {
        self.port = port
        self.board = board
    }
}
