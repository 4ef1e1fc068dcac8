import Observations

/// The loop's dimension sets by number, so that a counter's key is a word. Bounded: sets that no session uses any more
/// are forgotten at the next hand-over, and beyond the limit new ones become `(other)`.
struct DimensionTable {
    /// The number of `DimensionSet.other`.
    static let otherID: UInt32 = 0

    private let capacity: Int
    private(set) var sets: [DimensionSet?] = [DimensionSet.other]
    private var users: [UInt32] = [1]
    private var numbers: [DimensionSet: UInt32] = [:]
    private var free: [UInt32] = []
    private var unused: [UInt32] = []
    /// How often a set did not fit.
    private(set) var overflow: UInt64 = 0

    /// A table for at most `capacity` sets at a time.
    init(capacity: Int = 16_384) { self.capacity = capacity }

    /// The number of a set, which is kept until `release`.
    mutating func acquire(_ set: DimensionSet) -> UInt32 {
        if let number = numbers[set] {
            users[Int(number)] += 1
            return number
        }
        guard numbers.count < capacity else {
            overflow += 1
            return Self.otherID
        }
        let number = free.popLast() ?? UInt32(sets.count)
        if Int(number) == sets.count {
            sets.append(nil)
            users.append(0)
        }
        sets[Int(number)] = set
        users[Int(number)] = 1
        numbers[set] = number
        return number
    }

    /// Gives a number back; counters may refer to it until the next hand-over.
    mutating func release(_ number: UInt32) {
        guard number != Self.otherID else { return }
        users[Int(number)] -= 1
        if users[Int(number)] == 0 { unused.append(number) }
    }

    /// The set of a number in use.
    subscript(number: UInt32) -> DimensionSet { sets[Int(number)]! }

    /// All sets by number, for a hand-over, after which sets without users are forgotten.
    mutating func take() -> (sets: [DimensionSet?], overflow: UInt64) {
        let snapshot = (sets, overflow)
        overflow = 0
        for number in unused where users[Int(number)] == 0 {
            guard let set = sets[Int(number)] else { continue }
            numbers[set] = nil
            sets[Int(number)] = nil
            free.append(number)
        }
        unused.removeAll(keepingCapacity: true)
        return snapshot
    }
}
