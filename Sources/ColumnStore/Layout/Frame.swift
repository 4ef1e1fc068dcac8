import Bytes

/// A checksummed piece of a log or a manifest: a header of 40 bytes, then the payload.
struct Frame {
    /// What the payload is; a program of the same version of the format may write kinds that this one does not know.
    struct Kind: RawRepresentable, Hashable {
        let rawValue: UInt32

        /// The table's columns; the first of each file.
        static let table = Kind(rawValue: 1)
        /// Rows that a flush wrote.
        static let segment = Kind(rawValue: 2)
        /// Where a block's columns stand, with checksums in one stripe; such blocks are no longer written.
        static let plainBlock = Kind(rawValue: 3)
        /// What a block's rows come to for each value of a text column.
        static let summary = Kind(rawValue: 4)
        /// Where a block's columns stand.
        static let block = Kind(rawValue: 5)

        var isKnown: Bool { (Self.table.rawValue...Self.block.rawValue).contains(rawValue) }
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
