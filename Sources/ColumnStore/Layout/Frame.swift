import Bytes

/// A checksummed piece of a log or a manifest: a header of 40 bytes, then the payload.
struct Frame {
    enum Kind: UInt32 {
        /// The table's columns; the first of each file.
        case table = 1
        /// Rows that a flush wrote.
        case segment = 2
        /// Where a block's columns stand.
        case block = 3
    }

    static let headerSize = 40
    static let magic: UInt32 = 0x3146_644b  // "KdF1"

    let kind: Kind
    let sequence: UInt64
    let payload: ArraySlice<UInt8>

    /// Appends a frame.
    static func write(_ kind: Kind, sequence: UInt64, payload: [UInt8], to out: inout ByteWriter) {
        let start = out.bytes.count
        out.little(magic)
        out.little(kind.rawValue)
        out.little(UInt64(payload.count))
        out.little(sequence)
        out.little(Hash64.of(payload))
        out.little(out.bytes.withUnsafeBytes { Hash64.of(UnsafeRawBufferPointer(rebasing: $0[start...])) })
        out.raw(payload)
    }
}

/// All frames of a file, and what of it is no frame.
struct FrameScan {
    private(set) var frames: [Frame] = []
    /// Places that are damaged: offset, length, what is wrong.
    private(set) var damage: [(offset: Int, length: Int, reason: String)] = []
    /// Where the last frame that is whole ends; bytes behind it are a torn tail.
    private(set) var end = 0
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var offset = 0
        while let next = step(at: offset) { offset = next }
        end = offset
    }

    var tornTail: Int { bytes.count - end }

    /// Reads what stands at `offset` and tells where the next frame is looked for; nil at the end and at a torn tail.
    private mutating func step(at offset: Int) -> Int? {
        guard let header = Header(bytes, at: offset) else {
            guard let next = nextHeader(after: offset) else { return nil }
            damage.append((offset, next - offset, "no frame"))
            return next
        }
        let start = offset + Frame.headerSize
        guard header.length <= bytes.count - start else { return nil }
        let payload = bytes[start..<start + header.length]
        if payload.withUnsafeBytes({ Hash64.of($0) }) == header.checksum, let kind = Frame.Kind(rawValue: header.kind) {
            frames.append(Frame(kind: kind, sequence: header.sequence, payload: payload))
        } else {
            damage.append((offset, Frame.headerSize + header.length, "wrong checksum"))
        }
        return start + header.length
    }

    private func nextHeader(after offset: Int) -> Int? {
        var candidate = offset + 1
        while candidate + Frame.headerSize <= bytes.count {
            guard let found = bytes[candidate...].firstIndex(of: UInt8(Frame.magic & 0xff)) else { return nil }
            if Header(bytes, at: found) != nil { return found }
            candidate = found + 1
        }
        return nil
    }

    private struct Header {
        let kind: UInt32
        let length: Int
        let sequence: UInt64
        let checksum: UInt64

        /// Nil when no valid header stands at `offset`.
        init?(_ bytes: [UInt8], at offset: Int) {
            guard offset + Frame.headerSize <= bytes.count else { return nil }
            let fields: (UInt32, UInt32, UInt64, UInt64, UInt64, Bool) = bytes.withUnsafeBytes { all in
                let raw = UnsafeRawBufferPointer(rebasing: all[offset..<offset + Frame.headerSize])
                func word(_ place: Int) -> UInt64 {
                    UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: place, as: UInt64.self))
                }
                let covered = UnsafeRawBufferPointer(rebasing: raw[..<32])
                return (
                    UInt32(truncatingIfNeeded: word(0)), UInt32(truncatingIfNeeded: word(0) >> 32), word(8), word(16),
                    word(24), word(32) == Hash64.of(covered)
                )
            }
            guard fields.0 == Frame.magic, fields.5, fields.2 <= UInt64(Int.max / 2) else { return nil }
            (kind, length, sequence, checksum) = (fields.1, Int(fields.2), fields.3, fields.4)
        }
    }
}
