import Bytes

/// Gives distinct integers consecutive codes: open addressing over a power of two.
struct IntegerTable {
    private var slots: [UInt32]
    private var mask: Int
    private(set) var values: [UInt64] = []

    init(capacity: Int) {
        var size = 64
        while size < capacity * 2 { size *= 2 }
        slots = Array(repeating: .max, count: size)
        mask = size - 1
    }

    var count: Int { values.count }

    /// The code of a value, a new one when it was not seen before.
    @inline(__always)
    mutating func code(of value: UInt64) -> UInt32 {
        var slot = Int(truncatingIfNeeded: Hash64.fold(value ^ 0x9e37_79b9_7f4a_7c15, 0xd6e8_feb8_6659_fd93)) & mask
        while true {
            let code = slots[slot]
            if code == .max { return insert(value, at: slot) }
            if values[Int(code)] == value { return code }
            slot = (slot &+ 1) & mask
        }
    }

    private mutating func insert(_ value: UInt64, at slot: Int) -> UInt32 {
        let code = UInt32(values.count)
        slots[slot] = code
        values.append(value)
        if values.count * 2 > slots.count { grow() }
        return code
    }

    private mutating func grow() {
        var larger = IntegerTable(capacity: slots.count)
        for value in values { _ = larger.code(of: value) }
        self = larger
    }

    /// Positions by ascending value; values that leave room for their position are sorted together with it.
    private static func order(_ values: [UInt64]) -> [Int] {
        guard (values.max() ?? 0) >> 32 == 0 else { return values.indices.sorted { values[$0] < values[$1] } }
        let tagged = values.indices.map { values[$0] << 32 | UInt64($0) }.sorted()
        return tagged.map { Int($0 & 0xffff_ffff) }
    }

    /// The values in ascending order, and for each code its position among them.
    func ranked() -> (sorted: [UInt64], ranks: [UInt32]) {
        let order = Self.order(values)
        var ranks = [UInt32](repeating: 0, count: values.count)
        for (rank, code) in order.enumerated() { ranks[code] = UInt32(rank) }
        return (order.map { values[$0] }, ranks)
    }
}
