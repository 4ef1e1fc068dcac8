/// Finds the distinct values of a sequence when they are few.
enum SmallDictionary {
    /// The distinct values, ascending, and each value's position among them; nil when there are more than `limit`, or
    /// so many that a dictionary cannot pay.
    static func codes(of values: [UInt64], limit: Int) -> (distinct: [UInt64], codes: [UInt64])? {
        var table = IntegerTable(capacity: limit)
        var codes = [UInt64](repeating: 0, count: values.count)
        let most = min(limit, values.count / 4)
        for index in values.indices {
            codes[index] = UInt64(table.code(of: values[index]))
            if table.count > most { return nil }
        }
        let (distinct, ranks) = table.ranked()
        for index in codes.indices { codes[index] = UInt64(ranks[Int(codes[index])]) }
        return (distinct, codes)
    }
}
