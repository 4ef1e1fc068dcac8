/// Sorts positions by 64-bit keys, least significant digits first, keeping the order of equal ones.
enum RadixSort {
    private static let digitBits: UInt64 = 11
    private static let digits = 1 << 11

    static func sort(_ order: inout [UInt32], by keys: [UInt64]) {
        var all: UInt64 = 0
        for key in keys { all |= key }
        var scratch = [UInt32](repeating: 0, count: order.count)
        var shift: UInt64 = 0
        while shift < 64 && all >> shift != 0 {
            pass(order, into: &scratch, keys, shift)
            swap(&order, &scratch)
            shift += digitBits
        }
    }

    private static func pass(_ source: [UInt32], into target: inout [UInt32], _ keys: [UInt64], _ shift: UInt64) {
        let mask = UInt64(digits - 1)
        var starts = [Int](repeating: 0, count: digits + 1)
        keys.withUnsafeBufferPointer { keys in
            for key in keys { starts[Int(truncatingIfNeeded: key &>> shift & mask) &+ 1] &+= 1 }
            for digit in 0..<digits { starts[digit &+ 1] &+= starts[digit] }
            starts.withUnsafeMutableBufferPointer { starts in
                target.withUnsafeMutableBufferPointer { target in
                    for position in source {
                        let digit = Int(truncatingIfNeeded: keys[Int(position)] &>> shift & mask)
                        target[starts[digit]] = position
                        starts[digit] &+= 1
                    }
                }
            }
        }
    }
}
