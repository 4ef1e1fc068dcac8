/// A hash table of groups: entries of key words and sums, side by side in memory that it owns, found by linear probing.
///
/// A slot holds 32 bits of the key's hash and the entry's number plus one, so that a probe touches an entry only when
/// it is most probably the one.
struct GroupTable: ~Copyable {
    let keyWords: Int
    let stride: Int
    /// How many groups there are.
    private(set) var count = 0
    /// The groups, `stride` words each, in the order of their arrival.
    private(set) var entries: UnsafeMutablePointer<UInt64>
    private var capacity: Int
    private var slots: UnsafeMutablePointer<UInt64>
    private var slotMask: Int

    /// An empty table with room for some groups; it grows beyond.
    init(keyWords: Int, stride: Int, capacity: Int) {
        precondition(keyWords > 0 && keyWords <= stride)
        self.keyWords = keyWords
        self.stride = stride
        self.capacity = max(8, capacity)
        entries = .allocate(capacity: self.capacity * stride)
        var slotCount = 16
        while slotCount < self.capacity * 2 { slotCount *= 2 }
        slotMask = slotCount - 1
        slots = .allocate(capacity: slotCount)
        slots.initialize(repeating: 0, count: slotCount)
    }

    deinit {
        entries.deallocate()
        slots.deallocate()
    }

    /// How much memory the table has taken, in bytes.
    var bytes: Int { (capacity * stride + slotMask + 1) * 8 }

    /// The words of a group.
    @inline(__always)
    subscript(index: Int) -> UnsafePointer<UInt64> { UnsafePointer(entries + index &* stride) }

    /// Adds an entry's sums to its group, which is made when there is none, and returns the group's number.
    @inline(__always)
    @discardableResult
    mutating func add(_ entry: UnsafePointer<UInt64>, hash: UInt64) -> Int {
        add(entry, hash: hash, keyWords: keyWords, stride: stride)
    }

    /// The same, where the caller knows how long entries are: loops over their words are then unrolled.
    @inline(__always)
    @discardableResult
    mutating func add(_ entry: UnsafePointer<UInt64>, hash: UInt64, keyWords: Int, stride: Int) -> Int {
        let tag = hash >> 32
        var slot = Int(truncatingIfNeeded: tag) & slotMask
        while true {
            let found = slots[slot]
            if found == 0 { return insert(entry, tag: tag, slot: slot) }
            if found >> 32 == tag {
                let index = Int(truncatingIfNeeded: found & 0xffff_ffff) &- 1
                let group = entries + index &* stride
                var difference: UInt64 = 0
                var word = 0
                while word < keyWords {
                    difference |= group[word] ^ entry[word]
                    word &+= 1
                }
                if difference == 0 {
                    while word < stride {
                        group[word] &+= entry[word]
                        word &+= 1
                    }
                    return index
                }
            }
            slot = (slot &+ 1) & slotMask
        }
    }

    /// Adds an entry's sums to a group whose key is known to be the same.
    @inline(__always)
    func add(_ entry: UnsafePointer<UInt64>, toGroup index: Int) {
        let group = entries + index &* stride
        var word = keyWords
        while word < stride {
            group[word] &+= entry[word]
            word &+= 1
        }
    }

    @inline(never)
    private mutating func insert(_ entry: UnsafePointer<UInt64>, tag: UInt64, slot: Int) -> Int {
        precondition(count < Int(UInt32.max))
        if count == capacity { growEntries() }
        (entries + count * stride).update(from: entry, count: stride)
        count += 1
        slots[slot] = tag << 32 | UInt64(count)
        if count * 2 > slotMask { growSlots() }
        return count - 1
    }

    private mutating func growEntries() {
        let larger = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity * 2 * stride)
        larger.update(from: entries, count: count * stride)
        entries.deallocate()
        entries = larger
        capacity *= 2
    }

    private mutating func growSlots() {
        let mask = slotMask * 2 + 1
        let larger = UnsafeMutablePointer<UInt64>.allocate(capacity: mask + 1)
        larger.initialize(repeating: 0, count: mask + 1)
        for old in 0...slotMask where slots[old] != 0 {
            var slot = Int(truncatingIfNeeded: slots[old] >> 32) & mask
            while larger[slot] != 0 { slot = (slot + 1) & mask }
            larger[slot] = slots[old]
        }
        slots.deallocate()
        slots = larger
        slotMask = mask
    }

    /// Forgets all groups and keeps the memory.
    mutating func removeAll() {
        count = 0
        slots.update(repeating: 0, count: slotMask + 1)
    }
}
