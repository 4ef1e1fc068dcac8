import Bytes
import Observations

/// A column of addresses on disk: a list of addresses, a row each, or the distinct ones and a code a row.
enum AddressColumn {
    /// Writes positions in a sorted list of distinct addresses; the list itself is spelled out when most are distinct.
    static func encode(
        _ codes: [UInt64], _ distinct: [IPAddress], _ integers: IntegerEncoder, into out: inout ByteWriter
    ) {
        guard !codes.isEmpty, distinct.count * 2 <= codes.count || distinct.count == 1 else {
            return encode(codes.map { distinct[Int($0)] }, integers, into: &out)
        }
        out.varint(UInt64(distinct.count))
        list(distinct, integers, into: &out)
        integers.encode(codes, into: &out)
    }

    static func encode(_ addresses: [IPAddress], _ integers: IntegerEncoder, into out: inout ByteWriter) {
        out.varint(0)
        list(addresses, integers, into: &out)
    }

    /// Which are IPv4, then the IPv4 numbers, then the halves of the others: four bytes for IPv4, sixteen for IPv6.
    private static func list(_ addresses: [IPAddress], _ integers: IntegerEncoder, into out: inout ByteWriter) {
        integers.encode(addresses.map { $0.isV4 ? 1 : 0 }, into: &out)
        integers.encode(addresses.lazy.filter(\.isV4).map { $0.low & 0xffff_ffff }, into: &out)
        let others = addresses.filter { !$0.isV4 }
        integers.encode(others.map(\.high), into: &out)
        integers.encode(others.map(\.low), into: &out)
    }

    static func decode(_ reader: inout ChunkReader, count: Int) throws(DecodingFailure) -> [IPAddress] {
        let size = try reader.count(atMost: count)
        if size == 0 { return try list(&reader, count: count) }
        let distinct = try list(&reader, count: size)
        let codes = try IntegerDecoder<UInt32>.decode(&reader, count: count)
        return try Codes.gather(distinct, codes)
    }

    static func list(_ reader: inout ChunkReader, count: Int) throws(DecodingFailure) -> [IPAddress] {
        var addresses: [IPAddress] = []
        try list(&reader, count: count, into: &addresses)
        return addresses
    }

    /// Reads a list into an array whose memory is used again.
    static func list(
        _ reader: inout ChunkReader, count: Int, into addresses: inout [IPAddress]
    ) throws(DecodingFailure) {
        let families = try IntegerDecoder<UInt8>.decode(&reader, count: count)
        var fours = 0
        for family in families { fours &+= family == 1 ? 1 : 0 }
        let numbers = try IntegerDecoder<UInt32>.decode(&reader, count: fours)
        let highs = try IntegerDecoder<UInt64>.decode(&reader, count: count - fours)
        let lows = try IntegerDecoder<UInt64>.decode(&reader, count: count - fours)
        addresses.removeLast(max(0, addresses.count - count))
        addresses.append(contentsOf: repeatElement(IPAddress(v4: 0), count: count - addresses.count))
        // Sorted lists have IPv4 first.
        let isSorted = families[..<fours].allSatisfy { $0 == 1 }
        addresses.withUnsafeMutableBufferPointer { target in
            var four = isSorted ? fours : 0
            for index in 0..<four { target[index] = IPAddress(v4: numbers[index]) }
            for index in four..<count {
                if families[index] == 1 {
                    target[index] = IPAddress(v4: numbers[four])
                    four &+= 1
                } else {
                    target[index] = IPAddress(high: highs[index &- four], low: lows[index &- four])
                }
            }
        }
    }
}
