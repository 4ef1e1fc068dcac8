import PostgresWire

/// Puts the messages of one direction together while a session logs in, when they are few and small.
struct MessageAssembler {
    /// A whole message.
    struct Message {
        let type: UInt8
        /// Type, length and body.
        let bytes: [UInt8]

        var body: [UInt8] { Array(bytes[5...]) }
    }

    /// The longest answer of a client that is put together; PostgreSQL takes 65,535 bytes.
    static let longestResponse = 1 << 17
    /// The longest message of a server that is put together, such as a long notice.
    static let longestOfServer = 1 << 20

    /// Whether no message was whole yet.
    private(set) var isFirst = true
    private let longest: Int
    private var framer = MessageFramer()
    private var bytes: [UInt8] = []

    init(longest: Int) { self.longest = longest }

    /// Whether no message has begun.
    var isAtBoundary: Bool { framer.isAtBoundary }

    /// The next whole message of `input` from `offset` on, which moves behind it; nil when the input is used up.
    /// - Throws: `WireError.messageLength`.
    mutating func next(_ input: UnsafeRawBufferPointer, _ offset: inout Int) throws(WireError) -> Message? {
        while let piece = try framer.next(input, &offset) {
            if piece.isFirst { try begin(piece) }
            bytes.append(contentsOf: input[piece.range])
            guard piece.isLast else { continue }
            defer { (bytes, isFirst) = ([], false) }
            return Message(type: piece.type, bytes: bytes)
        }
        return nil
    }

    private mutating func begin(_ piece: MessagePiece) throws(WireError) {
        let length = UInt32(piece.bodyLength) + 4
        guard piece.bodyLength <= longest else { throw .messageLength(type: piece.type, length: length) }
        bytes = [piece.type] + withUnsafeBytes(of: length.bigEndian) { Array($0) }
    }
}
