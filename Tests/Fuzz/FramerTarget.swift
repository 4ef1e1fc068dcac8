import PostgresWire

@testable import Proxy

/// However a stream is cut, the framer says the same of it, and its pieces cover the stream exactly.
enum FramerTarget {
    /// What a reader with the whole stream before it sees.
    private struct Oracle: Equatable {
        var messages: [[UInt8]] = []
        /// Bytes of a message that is not complete.
        var rest: [UInt8] = []
        var error: WireError?

        init() {}

        init(_ stream: [UInt8]) {
            var offset = 0
            while stream.count - offset >= 5 {
                let length = stream[(offset + 1)...(offset + 4)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
                guard length >= 4 && length < 1 << 30 else {
                    error = .messageLength(type: stream[offset], length: length)
                    return
                }
                guard stream.count - offset > Int(length) else { break }
                messages.append(Array(stream[offset...(offset + Int(length))]))
                offset += Int(length) + 1
            }
            rest = Array(stream[offset...])
        }
    }

    static func run(_ input: [UInt8]) {
        guard let seed = input.first else { return }
        let stream = Array(input.dropFirst())
        let expected = Oracle(stream)
        for cut in [stream.count, 1, Int(seed % 16) + 1] where cut > 0 {
            hold(frame(stream, cut) == expected, "cut into pieces of \(cut), the stream is the same")
            hold(assemble(stream, cut) == expected, "cut into pieces of \(cut), the messages are the same")
        }
    }

    private static func frame(_ stream: [UInt8], _ cut: Int) -> Oracle {
        var framer = MessageFramer()
        var seen = Oracle()
        var message: [UInt8] = []
        for start in stride(from: 0, to: stream.count, by: cut) where seen.error == nil {
            exactly(stream[start..<min(stream.count, start + cut)]) { bytes in
                do throws(WireError) {
                    var offset = 0
                    while let piece = try framer.next(bytes, &offset) {
                        take(piece, bytes, &message, &seen)
                    }
                    hold(offset == bytes.count, "all bytes are looked at")
                } catch {
                    seen.error = error
                }
            }
        }
        guard seen.error == nil else { return seen }
        let complete = seen.messages.reduce(0) { $0 + $1.count }
        hold(framer.isAtBoundary == (complete == stream.count), "the framer knows where a message ends")
        seen.rest = Array(stream[complete...])
        hold(message.isEmpty || seen.rest.starts(with: message), "the beginning of the last message is there")
        return seen
    }

    private static func take(
        _ piece: MessagePiece, _ bytes: UnsafeRawBufferPointer, _ message: inout [UInt8], _ seen: inout Oracle
    ) {
        hold(piece.range.lowerBound >= 0 && piece.range.upperBound <= bytes.count, "a piece lies in the bytes at hand")
        hold(!piece.range.isEmpty || piece.bodyLength == 0, "a piece is not empty")
        hold(piece.isFirst == message.isEmpty, "a message begins where the one before it ended")
        if piece.isFirst {
            message = MessageEncoding.message(piece.type, [])
            let length = UInt32(piece.bodyLength + 4)
            message.replaceSubrange(1..., with: withUnsafeBytes(of: length.bigEndian, Array.init))
        }
        hold(piece.bodyOffset == message.count - 5, "pieces follow each other")
        message += bytes[piece.range]
        guard piece.isLast else { return }
        seen.messages.append(message)
        message = []
    }

    /// The same by the assembler of logins, which refuses long messages.
    private static func assemble(_ stream: [UInt8], _ cut: Int) -> Oracle {
        var assembler = MessageAssembler(longest: MessageAssembler.longestOfServer)
        var seen = Oracle()
        for start in stride(from: 0, to: stream.count, by: cut) where seen.error == nil {
            exactly(stream[start..<min(stream.count, start + cut)]) { bytes in
                do throws(WireError) {
                    var offset = 0
                    while let message = try assembler.next(bytes, &offset) { seen.messages.append(message.bytes) }
                } catch {
                    seen.error = error
                }
            }
        }
        let expected = Oracle(stream)
        if expected.error == nil, case .messageLength(_, let length)? = seen.error {
            hold(length > 1 << 20, "only long messages are refused")
            return expected
        }
        if seen.error == nil { seen.rest = Array(stream[seen.messages.reduce(0) { $0 + $1.count }...]) }
        return seen
    }
}
