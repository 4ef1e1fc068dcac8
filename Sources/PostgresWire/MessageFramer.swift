/// A part of one message that lies in the bytes at hand.
public struct MessagePiece: Sendable, Equatable {
    /// The message's first byte.
    public let type: UInt8
    /// The length of the whole body, without type and length field.
    public let bodyLength: Int
    /// Where in the body this piece begins.
    public let bodyOffset: Int
    /// Where in the bytes at hand the piece lies.
    public let range: Range<Int>

    /// Whether the body begins here.
    @inlinable
    public var isFirst: Bool { bodyOffset == 0 }
    /// Whether the body ends here.
    @inlinable
    public var isLast: Bool { bodyOffset &+ range.count == bodyLength }

    @inlinable
    init(type: UInt8, bodyLength: Int, bodyOffset: Int, range: Range<Int>) {
        self.type = type
        self.bodyLength = bodyLength
        self.bodyOffset = bodyOffset
        self.range = range
    }
}

/// Cuts one direction of a session into messages without holding their bodies: each call looks at the bytes that came
/// and says which part of which message they are. Works for any split of the stream and any message size.
public struct MessageFramer: Sendable {
    /// The largest message that PostgreSQL sends or takes: one gigabyte less one byte.
    public static let largestMessage: UInt32 = 0x3fff_ffff

    @usableFromInline var type: UInt8 = 0
    @usableFromInline var headerBytes: UInt8 = 0
    @usableFromInline var length: UInt32 = 0
    @usableFromInline var bodyLength = 0
    @usableFromInline var bodyOffset = 0
    @usableFromInline var inBody = false

    /// A framer at the beginning of a message.
    public init() {}

    /// Whether the bytes so far end with a whole message.
    @inlinable
    public var isAtBoundary: Bool { !inBody && headerBytes == 0 }

    /// The next piece of `bytes` from `offset` on, which moves behind it; nil when the bytes are used up.
    ///
    /// A message without a body gives one empty piece. A body that has not begun in these bytes gives none yet.
    /// - Throws: `WireError.messageLength`; the stream cannot be followed any further.
    @inlinable
    public mutating func next(
        _ bytes: UnsafeRawBufferPointer, _ offset: inout Int
    ) throws(WireError) -> MessagePiece? {
        if !inBody {
            guard try readHeader(bytes, &offset) else { return nil }
            if bodyLength != 0 && offset == bytes.count { return nil }
        } else if offset == bytes.count {
            return nil
        }
        let count = min(bodyLength &- bodyOffset, bytes.count &- offset)
        let piece = MessagePiece(
            type: type, bodyLength: bodyLength, bodyOffset: bodyOffset, range: offset..<(offset &+ count))
        offset &+= count
        bodyOffset &+= count
        if bodyOffset == bodyLength { inBody = false }
        return piece
    }

    @inlinable
    mutating func readHeader(_ bytes: UnsafeRawBufferPointer, _ offset: inout Int) throws(WireError) -> Bool {
        if headerBytes == 0 && bytes.count &- offset >= 5 {
            type = bytes[offset]
            length = UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset &+ 1, as: UInt32.self))
            offset &+= 5
        } else {
            guard readSplitHeader(bytes, &offset) else { return false }
        }
        guard length >= 4 && length <= Self.largestMessage else {
            throw .messageLength(type: type, length: length)
        }
        bodyLength = Int(length) &- 4
        bodyOffset = 0
        inBody = true
        return true
    }

    @usableFromInline
    mutating func readSplitHeader(_ bytes: UnsafeRawBufferPointer, _ offset: inout Int) -> Bool {
        while headerBytes < 5 {
            guard offset < bytes.count else { return false }
            if headerBytes == 0 {
                type = bytes[offset]
                length = 0
            } else {
                length = length << 8 | UInt32(bytes[offset])
            }
            headerBytes += 1
            offset += 1
        }
        headerBytes = 0
        return true
    }
}
