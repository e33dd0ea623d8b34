// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import CZlib

/// Unpacks a gzip stream, several members one after the other included, in portions.
struct GzipInflater {
    private static let outputSize = 256 * 1_024

    /// The state of zlib. A class: zlib keeps the address of the stream, so it must not move.
    private final class Stream {
        var value = z_stream()

        init() {
            // 15 bits of window, 16: expect a gzip header. See zlib.h, inflateInit2.
            isReady = inflateInit2_(&value, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
        }

        let isReady: Bool

        deinit {
            inflateEnd(&value)
        }
    }

    private let stream = Stream()
    private var output: [UInt8] = Array(repeating: 0, count: outputSize)
    /// Whether the last member is complete.
    private(set) var isFinished = false

    /// Unpacks a portion and hands on what comes out. Returns false when the data are damaged.
    mutating func inflate(_ input: Span<UInt8>, _ use: (Span<UInt8>) -> Void) -> Bool {
        guard stream.isReady else { return false }
        return input.withUnsafeBufferPointer { bytes in
            // SAFETY: zlib only reads next_in; the buffer outlives the loop, and avail_in is its size.
            stream.value.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress)
            stream.value.avail_in = UInt32(bytes.count)
            while stream.value.avail_in > 0 {
                if isFinished {
                    guard inflateReset(&stream.value) == Z_OK else { return false }
                    isFinished = false
                }
                let status = output.withUnsafeMutableBufferPointer { buffer in
                    // SAFETY: avail_out is the buffer's size; zlib writes no further.
                    stream.value.next_out = buffer.baseAddress
                    stream.value.avail_out = UInt32(buffer.count)
                    return CZlib.inflate(&stream.value, Z_NO_FLUSH)
                }
                let count = output.count - Int(stream.value.avail_out)
                use(output.span.extracting(0..<count))
                if status == Z_STREAM_END {
                    isFinished = true
                } else if status != Z_OK {
                    return false
                }
            }
            return true
        }
    }
}
