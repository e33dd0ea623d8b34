// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import ConsoleRecording
package import ControlInterface

/// A console as the control server uses it. Asked on the server's event loop unless said otherwise: must not wait.
///
/// For classes: whoever released or attached to a console means that one, not its name.
package protocol ControlledConsole: AnyObject, Sendable {
    var port: Port { get }
    var status: PortStatus { get }
    var viewers: ViewerHub { get }
    /// Diagnosis events of the present boot and of the one before, as JSON without LF.
    func diagnoses() -> [[UInt8]]
    /// Leaves bytes to be sent to the board.
    ///
    /// - Returns: how many found no room.
    func send(_ bytes: [UInt8]) -> Int
    func sendBreak(milliseconds: Int)
    /// Closes the port, and does not open it again until ``reclaim()``. Called on a task of the server.
    ///
    /// - Returns: the device that it was, when it is closed.
    func release() async throws(ControlRefusal) -> String?
    /// Takes a released port back; one that is not released stays as it is.
    func reclaim()
    /// The position in its stream of the first byte of the present boot that is recorded; nil while no recording is
    /// open. Called on any thread.
    var bootStart: Int? { get }
    /// Reads recorded bytes of the present boot. Called on a thread that may wait for the disk.
    ///
    /// - Parameters:
    ///   - position: of the first, from ``bootStart`` on.
    ///   - end: position behind the last.
    func readBoot(from position: Int, to end: Int) throws(RecordingError) -> SegmentPortion
}
