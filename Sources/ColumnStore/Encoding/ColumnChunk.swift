import Bytes
import Observations

/// The stored form of one column of one piece: what its kind's decoder reads.
enum ColumnChunk {
    /// Reads a column of `count` rows.
    static func decode(_ bytes: ArraySlice<UInt8>, kind: ColumnKind, count: Int) throws(DecodingFailure) -> ColumnVector
    {
        var reader = ChunkReader(bytes)
        let vector: ColumnVector
        switch kind {
        case .time, .unsigned: vector = .unsigned(try IntegerDecoder<UInt64>.decode(&reader, count: count))
        case .string:
            let (codes, dictionary) = try StringColumn.decode(&reader, count: count)
            vector = .strings(codes: codes, dictionary: dictionary)
        case .address: vector = .addresses(try AddressColumn.decode(&reader, count: count))
        }
        guard reader.remaining == 0 else { throw DecodingFailure("bytes left over") }
        return vector
    }

    /// What a column holds that was declared after the piece was written.
    static func absent(kind: ColumnKind, count: Int) -> ColumnVector {
        switch kind {
        case .time, .unsigned: .unsigned(Array(repeating: 0, count: count))
        case .string: .strings(codes: Array(repeating: 0, count: count), dictionary: count == 0 ? [] : [""])
        case .address: .addresses(Array(repeating: IPAddress(high: 0, low: 0), count: count))
        }
    }
}
