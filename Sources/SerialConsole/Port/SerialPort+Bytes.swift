// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
package import SystemPackage

extension SerialPort {
    package var readiness: FileDescriptor { terminal.descriptor }
    package var writability: FileDescriptor? { terminal.descriptor }

    /// Appends what has arrived, one read(2) at a time.
    ///
    /// Characters that the UART or the driver lost are an `.overrun` behind the bytes: they are counted, not marked, so
    /// that their place is known only to lie before the end.
    package mutating func read(into chunk: inout ConsoleChunk) throws(SourceError) -> ReadOutcome {
        while true {
            let count: Int
            do {
                count = try buffer.withUnsafeMutableBytes { buffer in
                    try terminal.descriptor.read(into: buffer, retryOnInterrupt: true)
                }
            } catch {
                switch error as? Errno {
                case .wouldBlock?: return .nothing
                // What a port says whose device is gone, or whose other side has closed.
                case .ioError?, .operationNotSupportedByDevice?, .noSuchAddressOrDevice?: return .ended
                case let errno: throw SourceError(.lost, on: name, errno: errno)
                }
            }
            // A terminal that was hung up. With VMIN 1 an idle one never gives 0.
            guard count > 0 else { return .ended }
            let hasLost = takeCounts()
            let before = (chunk.bytes.count, chunk.errors.count)
            // A copy of one byte: the span of the buffer holds all of self.
            var decoder = decoder
            decoder.decode(buffer.span.extracting(0..<count), into: &chunk, judge: judge)
            self.decoder = decoder
            if hasLost { chunk.errors.append(LineError(.overrun, at: chunk.bytes.count)) }
            // Half a mark gives nothing yet: the rest is next.
            if before != (chunk.bytes.count, chunk.errors.count) { return .bytes }
        }
    }

    package mutating func write(_ bytes: Span<UInt8>) throws(SourceError) -> Int {
        guard !bytes.isEmpty else { return 0 }
        do {
            return try bytes.withUnsafeBytes { bytes in
                try terminal.descriptor.write(bytes, retryOnInterrupt: true)
            }
        } catch {
            switch error as? Errno {
            case .wouldBlock?: return 0
            case .ioError?, .operationNotSupportedByDevice?, .noSuchAddressOrDevice?, .brokenPipe?:
                throw SourceError(.lost, on: name, errno: error as? Errno)
            case let errno: throw SourceError(.cannotWrite, on: name, errno: errno)
            }
        }
    }

    /// Asks the driver what it counted; true when characters were lost since the last time.
    ///
    /// A port without counters, or gone, is not asked again.
    private mutating func takeCounts() -> Bool {
        guard tally != nil else { return false }
        guard let raw = try? terminal.counters(), let counted = tally?.receive(raw) else {
            tally = nil
            return false
        }
        judge.receive(counted)
        return counted.overrun > 0 || counted.bufferOverrun > 0
    }
}
