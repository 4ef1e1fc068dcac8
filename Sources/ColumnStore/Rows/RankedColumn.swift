import Observations

/// A key column as small codes: what rows are sorted and merged by, and what its dictionary is made of.
struct RankedColumn {
    enum Entries {
        /// The value is the code and this.
        case offset(UInt64)
        case numbers([UInt64])
        case strings([String])
        case addresses([IPAddress])
    }

    /// One code a row, below `domain`.
    var codes: [UInt32]
    let domain: Int
    /// How many different codes occur.
    let distinct: Int
    let entries: Entries

    /// How many bits a code takes.
    var bits: Int { Int.bitWidth - max(domain - 1, 0).leadingZeroBitCount }

    init(_ column: RowBuffer.Column, kind: ColumnKind) {
        switch kind {
        case .time, .unsigned: self.init(numbers: column.numbers)
        case .string: self.init(codes: column.codes, domain: column.strings.texts.count, .strings(column.strings.texts))
        case .address: self.init(addresses: column.addresses)
        }
    }

    private init(codes: [UInt32], domain: Int, _ entries: Entries) {
        self.codes = codes
        self.domain = domain
        self.entries = entries
        var occurs = [Bool](repeating: false, count: domain)
        for code in codes { occurs[Int(code)] = true }
        distinct = occurs.reduce(0) { $1 ? $0 + 1 : $0 }
    }

    /// Near values are their own codes; values far apart get their rank among the distinct ones.
    private init(numbers: [UInt64]) {
        var least = UInt64.max
        var greatest: UInt64 = 0
        for number in numbers {
            least = min(least, number)
            greatest = max(greatest, number)
        }
        if greatest &- least < 4096 {
            let codes = numbers.map { UInt32(truncatingIfNeeded: $0 &- least) }
            self.init(codes: codes, domain: Int(greatest &- least) + 1, .offset(least))
        } else {
            var table = IntegerTable(capacity: 256)
            let codes = numbers.map { table.code(of: $0) }
            let (sorted, ranks) = table.ranked()
            self.init(codes: codes.map { ranks[Int($0)] }, domain: sorted.count, .numbers(sorted))
        }
    }

    private init(addresses: [IPAddress]) {
        var table = AddressTable(capacity: 256)
        let codes = addresses.map { table.code(of: $0) }
        let (sorted, ranks) = table.ranked()
        self.init(codes: codes.map { ranks[Int($0)] }, domain: sorted.count, .addresses(sorted))
    }
}
