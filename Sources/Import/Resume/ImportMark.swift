import Bytes

/// How far an import came: all rows before a place of the file.
struct ImportMark: Equatable, Sendable {
    var offset = 0
    /// Lines and rows before the place.
    var lines = 0
    var rows = 0
    /// The time of the last row.
    var lastTime: UInt64 = 0
    /// The length and hash of the bytes right before the place, by which it is known again.
    var tailLength = 0
    var tailHash: UInt64 = 0

    /// How many bytes before the place are looked at.
    static let longestTail = 4096

    func write(to out: inout ByteWriter) {
        for number in [offset, lines, rows, tailLength] { out.little(UInt64(number)) }
        out.little(lastTime)
        out.little(tailHash)
    }

    init() {}

    init(_ reader: inout ByteReader) throws(ByteReader.Truncated) {
        offset = Int(truncatingIfNeeded: try reader.little(UInt64.self))
        lines = Int(truncatingIfNeeded: try reader.little(UInt64.self))
        rows = Int(truncatingIfNeeded: try reader.little(UInt64.self))
        tailLength = Int(truncatingIfNeeded: try reader.little(UInt64.self))
        lastTime = try reader.little()
        tailHash = try reader.little()
    }

    /// Whether the numbers can be those of an import.
    var isPossible: Bool { offset >= 0 && lines >= 0 && rows >= 0 && (0...Self.longestTail).contains(tailLength) }

    mutating func setTail(_ bytes: ArraySlice<UInt8>) {
        let tail = Array(bytes.suffix(Self.longestTail))
        tailLength = tail.count
        tailHash = Hash64.of(tail)
    }
}
