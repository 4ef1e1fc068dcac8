import TestSupport
import Testing

@testable import PostgresWire

@Suite struct MessageFramerTests {
    private struct Message: Equatable {
        let type: UInt8
        var body: [UInt8]
        let length: Int
    }

    private let messages: [[UInt8]] = [
        Frontend.query("select 1"), Frontend.sync, Frontend.message("d", []), Frontend.copyData("x"),
        Frontend.message("D", Array(repeating: 7, count: 300)), Frontend.flush, Frontend.terminate,
    ]

    /// Puts the pieces of parts of a stream together again.
    private func join(_ parts: [[UInt8]]) throws -> [Message] {
        var framer = MessageFramer()
        var found: [Message] = []
        for part in parts {
            try part.withUnsafeBytes { bytes in
                var offset = 0
                while let piece = try framer.next(bytes, &offset) {
                    if piece.isFirst { found.append(Message(type: piece.type, body: [], length: piece.bodyLength)) }
                    #expect(found[found.count - 1].body.count == piece.bodyOffset)
                    found[found.count - 1].body += bytes[piece.range]
                    #expect(piece.isLast == (found[found.count - 1].body.count == piece.bodyLength))
                }
                #expect(offset == bytes.count)
            }
        }
        #expect(framer.isAtBoundary)
        return found
    }

    private func expected(_ messages: [[UInt8]]) -> [Message] {
        messages.map { Message(type: $0[0], body: Array($0[5...]), length: $0.count - 5) }
    }

    @Test func `Many messages in one read`() throws {
        let stream = messages + messages
        #expect(try join([stream.flatMap { $0 }]) == expected(stream))
    }

    @Test func `Messages byte by byte`() throws {
        #expect(try join(messages.flatMap { $0 }.map { [$0] }) == expected(messages))
    }

    @Test func `A stream split at any byte`() throws {
        let stream = messages.flatMap { $0 }
        for cut in 0...stream.count {
            #expect(try join([Array(stream[..<cut]), Array(stream[cut...])]) == expected(messages), "cut at \(cut)")
        }
    }

    @Test(arguments: [0, 1, 3, 0x4000_0000, 0x7fff_ffff, 0x8000_0000, UInt32.max], [true, false])
    func `A length that no message has`(length: UInt32, isWhole: Bool) {
        let header = [UInt8(ascii: "Q")] + withUnsafeBytes(of: length.bigEndian, Array.init)
        #expect(throws: WireError.messageLength(type: UInt8(ascii: "Q"), length: length)) {
            _ = try join(isWhole ? [header] : header.map { [$0] })
        }
    }

    @Test func `The largest message is taken`() throws {
        var framer = MessageFramer()
        let header = [UInt8(ascii: "D")] + withUnsafeBytes(of: MessageFramer.largestMessage.bigEndian, Array.init) + [1]
        try header.withUnsafeBytes { bytes in
            var offset = 0
            let piece = try framer.next(bytes, &offset)
            #expect(piece?.bodyLength == 0x3fff_fffb)
            #expect(piece?.range == 5..<6)
        }
        #expect(!framer.isAtBoundary)
    }
}
