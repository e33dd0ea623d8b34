// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// What happened on a console since the service has kept it; `type PortStatus` of the interface.
package struct PortStatus: Codable, Sendable, Hashable {
    package var port: Port
    /// When it came to be in the present state; RFC 3339.
    package var since: String
    package var receivedBytes = 0
    package var sentBytes = 0
    /// Received, but missing in the recording or the analysis.
    package var droppedBytes = 0
    package var lines = 0
    package var lineErrors = 0
    package var boots = 0
    /// RFC 3339.
    package var bootBegan: String?
    package var stage: String?
    package var activity: String?
    /// What the present boot, or the last one, is judged to be.
    package var outcome: String?
    package var code: String?
    package var summary: String?
    /// The file that is written now.
    package var recording: String?
    package var recorded = false
    /// How many are attached or subscribed.
    package var viewers = 0
    /// Who is attached and may write.
    package var writer: String?

    package init(
        port: Port, since: String, receivedBytes: Int = 0, sentBytes: Int = 0, droppedBytes: Int = 0, lines: Int = 0,
        lineErrors: Int = 0, boots: Int = 0, bootBegan: String? = nil, stage: String? = nil, activity: String? = nil,
        outcome: String? = nil, code: String? = nil, summary: String? = nil, recording: String? = nil,
        recorded: Bool = false, viewers: Int = 0, writer: String? = nil
    ) {
        self.port = port
        self.since = since
        self.receivedBytes = receivedBytes
        self.sentBytes = sentBytes
        self.droppedBytes = droppedBytes
        self.lines = lines
        self.lineErrors = lineErrors
        self.boots = boots
        self.bootBegan = bootBegan
        self.stage = stage
        self.activity = activity
        self.outcome = outcome
        self.code = code
        self.summary = summary
        self.recording = recording
        self.recorded = recorded
        self.viewers = viewers
        self.writer = writer
    }
}
