/// How a sequence of integers stands on disk; the numbers are the tag before it.
///
/// The number of integers is known from elsewhere: a block's row count, or a count in front.
enum IntegerEncoding: UInt8 {
    /// One value, equal for all.
    case constant = 0
    /// The distance from the least value, in a fixed number of bits.
    case packed = 1
    /// The distance from the least value, in 1, 2, 4 or 8 bytes; for what compresses.
    case bytes = 2
    /// Values and how often each repeats: two sequences.
    case runs = 3
    /// The number of significant bits, a byte each, and the bits below the leading one; for sums and durations.
    case magnitudes = 4
    /// The distinct values, and a position among them for each: two sequences.
    case dictionary = 5
    /// The first value and the distances between neighbours, which never fall: one sequence.
    case deltas = 6
    /// As magnitudes, but the numbers of significant bits are packed in a fixed number of bits each: needs no codec.
    case sizes = 7

    /// How deep sequences may nest.
    static let maximumDepth = 6
}

/// What an encoder has to know about a sequence before it chooses.
struct IntegerProfile {
    var least: UInt64
    var greatest: UInt64
    var runs = 1
    var ascending = true
    /// Bits below the leading one, summed: what `magnitudes` cannot compress.
    var mantissaBits = 0

    init(_ values: [UInt64]) {
        var least = values[0]
        var greatest = values[0]
        var previous = values[0]
        var runs = 1
        var falls = 0
        var mantissaBits = 0
        for value in values {
            least = min(least, value)
            greatest = max(greatest, value)
            runs &+= value == previous ? 0 : 1
            falls &+= value < previous ? 1 : 0
            mantissaBits &+= 63 &- (value | 1).leadingZeroBitCount
            previous = value
        }
        self.least = least
        self.greatest = greatest
        self.runs = runs
        self.ascending = falls == 0
        self.mantissaBits = mantissaBits
    }

    /// How many bits the distance between the least and the greatest value takes.
    var bits: Int { 64 - (greatest &- least).leadingZeroBitCount }

    /// The number of significant bits of the least value, and in how many bits the distance from it fits.
    var leastClass: Int { 64 - least.leadingZeroBitCount }
    var classBits: Int {
        max(1, Int.bitWidth - (64 - greatest.leadingZeroBitCount - leastClass).leadingZeroBitCount)
    }
}
