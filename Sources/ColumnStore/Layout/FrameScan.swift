import Bytes

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
        if payload.withUnsafeBytes({ Hash64.of($0) }) == header.checksum {
            frames.append(Frame(kind: Frame.Kind(rawValue: header.kind), sequence: header.sequence, payload: payload))
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
