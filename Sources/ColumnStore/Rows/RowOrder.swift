/// The order in which rows of a block compress best: by the columns with the fewest values first.
enum RowOrder {
    /// The rows' positions, sorted by all columns' codes, and where rows with equal codes begin.
    static func sort(_ columns: [RankedColumn], count: Int) -> (order: [UInt32], heads: [Int]) {
        let words = keys(columns, count: count)
        var order = (0..<count).map { UInt32($0) }
        for word in words.reversed() { RadixSort.sort(&order, by: word) }
        var heads: [Int] = []
        for index in 0..<count {
            let row = Int(order[index])
            let previous = Int(order[max(index - 1, 0)])
            if index == 0 || words.contains(where: { $0[row] != $0[previous] }) { heads.append(index) }
        }
        return (order, heads)
    }

    /// The codes of all columns packed into as few words as they need, the most significant first.
    private static func keys(_ columns: [RankedColumn], count: Int) -> [[UInt64]] {
        let varying = columns.filter { $0.distinct > 1 }.sorted { $0.distinct < $1.distinct }
        var words: [[UInt64]] = []
        var used = 64
        for column in varying {
            if used + column.bits > 64 {
                words.append(Array(repeating: 0, count: count))
                used = 0
            }
            let shift = UInt64(column.bits)
            words[words.count - 1].withUnsafeMutableBufferPointer { word in
                for row in 0..<count { word[row] = word[row] &<< shift | UInt64(column.codes[row]) }
            }
            used += column.bits
        }
        return words
    }
}
