// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import SystemPackage

/// A console that somebody else keeps open: its bytes as they come there. Owns its descriptor.
package struct AttachedConsole: ~Copyable {
    private var stream: SocketStream
    private let attachment: any ConsoleAttachment
    private let news: ConsoleNews
    private var splitter: (any ConsoleSplitter)?
    /// What was read and not handed on; at first what was read before the stream was ours.
    private var waiting: ArraySlice<ConsoleStream.Item> = []
    private let refusal: String?
    package let settings: LineSettings?
    package let isConsoleOpen: Bool

    init(_ attached: ConsoleStream, by attachment: any ConsoleAttachment, news: ConsoleNews) {
        stream = SocketStream(adopting: attached.descriptor, name: attachment.name)
        splitter = attached.splitter
        refusal = attached.refusal
        settings = attached.settings
        isConsoleOpen = attached.isOpen
        self.attachment = attachment
        self.news = news
        if !attached.first.isEmpty { waiting = split(attached.first) }
    }

    private mutating func split(_ bytes: [UInt8]) -> ArraySlice<ConsoleStream.Item> {
        splitter?.split(bytes)[...] ?? [.bytes(bytes)]
    }
}

extension AttachedConsole: ByteSource {
    package var readiness: FileDescriptor { stream.readiness }

    package var writability: FileDescriptor? { stream.writability }

    package var name: String { stream.name }

    package mutating func read(into chunk: inout ConsoleChunk) throws(SourceError) -> ReadOutcome {
        while true {
            // The bytes before were handed on by now, and those behind it are not: so it stands in its place.
            while let item = waiting.popFirst() {
                switch item {
                case .bytes(let bytes):
                    chunk.bytes += bytes
                    return .bytes
                case .told(let item): news.tell(item)
                }
            }
            guard splitter != nil else { return try stream.read(into: &chunk) }
            var read = ConsoleChunk(time: chunk.time)
            let outcome = try stream.read(into: &read)
            guard outcome == .bytes else { return outcome }
            waiting = split(read.bytes)
        }
    }

    package mutating func write(_ bytes: Span<UInt8>) throws(SourceError) -> Int {
        if let refusal { throw SourceError(.notWritable, on: name, detail: refusal) }
        return try stream.write(bytes)
    }

    package mutating func perform(_ action: LineAction) throws(SourceError) {
        switch action {
        case .startBreak: attachment.sendBreak(news: news)
        // Whoever keeps the line ends the break, and what was handed over is on its way.
        case .stopBreak, .discardOutput: break
        case .set, .setBaudRate: throw SourceError(.notSupported, on: name, detail: "set the line: others look on too")
        }
    }
}
