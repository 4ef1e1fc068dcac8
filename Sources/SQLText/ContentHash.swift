import Bytes

/// Hashes the content of a literal that arrives in pieces of any size; equal contents give equal hashes however they
/// are cut.
struct ContentHash {
    private var hash: Hash64
    private var partial: UInt64 = 0
    private var length: UInt64 = 0

    init(seed: UInt64) { hash = Hash64(seed: seed) }

    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        var index = 0
        while index < bytes.count, length & 7 != 0 {
            append(bytes[index])
            index += 1
        }
        while index + 8 <= bytes.count {
            hash.combine(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)))
            index += 8
            length &+= 8
        }
        while index < bytes.count {
            append(bytes[index])
            index += 1
        }
    }

    private mutating func append(_ byte: UInt8) {
        partial |= UInt64(byte) &<< ((length & 7) &* 8)
        length &+= 1
        if length & 7 == 0 {
            hash.combine(partial)
            partial = 0
        }
    }

    /// The hash of all that was appended.
    var value: UInt64 {
        var copy = hash
        copy.combine(partial)
        copy.combine(length)
        return copy.value
    }
}

extension ShortText {
    /// The hash of a name, the same as `StatementScanner.nameHash` of its bytes.
    var nameHash: UInt64 {
        var hash = Hash64()
        for index in 0..<count / 8 { hash.combine(words[index]) }
        hash.combine(count % 8 == 0 ? 0 : words[count / 8])
        hash.combine(UInt64(truncatingIfNeeded: length))
        return hash.value
    }
}
