/// Places values of up to 64 bits in words, the widest first, wherever there is room.
struct KeyPacking {
    private(set) var words = 0
    private var used: [Int] = []

    mutating func place(_ widths: [Int]) -> [KeyField] {
        var fields = widths.map { KeyField(word: 0, shift: 0, bits: $0) }
        for (index, width) in widths.enumerated().sorted(by: { $0.element > $1.element }) {
            let shared = used.firstIndex { $0 + width <= 64 } ?? used.count
            if shared == used.count { used.append(0) }
            fields[index] = KeyField(word: shared, shift: UInt64(used[shared]), bits: width)
            used[shared] += width
        }
        words = used.count
        return fields
    }

    /// Places one more value in the last word, or in a new one behind it.
    mutating func placeLast(_ width: Int) -> KeyField {
        if let last = used.last, last + width <= 64 {
            used[used.count - 1] += width
            return KeyField(word: words - 1, shift: UInt64(last), bits: width)
        }
        used.append(width)
        words += 1
        return KeyField(word: words - 1, shift: 0, bits: width)
    }
}
