/// A duration rounded to one of four buckets an octave, so that a percentile read from buckets is off by at most 10%.
///
/// Bucket 0 holds 0 µs, bucket n ≥ 1 the durations from `lowerBound` up to that of n + 1; the value shown for a bucket
/// is the geometric middle of its bounds.
public struct LatencyBucket: Hashable, Sendable {
    /// The bucket's number, 0...`highest`.
    public let number: UInt8

    /// The last bucket; it holds everything from about 34 years up.
    public static let highest: UInt8 = 200

    /// The bucket with a number.
    @inlinable
    public init(number: UInt8) { self.number = min(number, Self.highest) }

    /// The bucket of a duration in microseconds.
    @inlinable
    public init(microseconds: UInt64) {
        guard microseconds > 0 else {
            number = 0
            return
        }
        let octave = 63 - microseconds.leadingZeroBitCount
        // The two bits below the leading one split the octave in four linear quarters; their bounds are exact.
        let quarter =
            octave >= 2 ? Int(microseconds >> UInt64(octave - 2)) & 3 : Int(microseconds << UInt64(2 - octave)) & 3
        number = UInt8(min(1 + octave * 4 + quarter, Int(Self.highest)))
    }

    /// The smallest duration of the bucket, in microseconds.
    public var lowerBound: Double {
        guard number > 0 else { return 0 }
        let octave = Int(number - 1) / 4
        let quarter = Int(number - 1) % 4
        return Double(4 + quarter) * Double(sign: .plus, exponent: octave - 2, significand: 1)
    }

    /// The duration that stands for the bucket, in microseconds: the middle of its bounds.
    public var representative: Double {
        guard number > 0 else { return 0 }
        return (lowerBound * LatencyBucket(number: number + 1).lowerBound).squareRoot()
    }
}
