import Bytes

extension ByteWriter {
    /// Appends an integer, seven bits a byte, lowest first; the top bit says that more follow (LEB128).
    mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
