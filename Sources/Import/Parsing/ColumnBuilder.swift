import Observations

/// The values of one column of a piece of the file.
struct ColumnBuilder {
    let kind: ColumnKind
    var numbers: [UInt64] = []
    var addresses: [IPAddress] = []
    var codes: [UInt32] = []
    var dictionary = TextDictionary()

    init(_ kind: ColumnKind, capacity: Int) {
        self.kind = kind
        switch kind {
        case .time, .unsigned: numbers.reserveCapacity(capacity)
        case .address: addresses.reserveCapacity(capacity)
        case .string: codes.reserveCapacity(capacity)
        }
    }

    /// Forgets what follows the first rows.
    mutating func cut(to count: Int) {
        if numbers.count > count { numbers.removeSubrange(count...) }
        if addresses.count > count { addresses.removeSubrange(count...) }
        if codes.count > count { codes.removeSubrange(count...) }
    }

    var vector: ColumnVector {
        switch kind {
        case .time, .unsigned: .unsigned(numbers)
        case .address: .addresses(addresses)
        case .string: .strings(codes: codes, dictionary: dictionary.texts)
        }
    }

    /// A column that is the same in all rows.
    static func constant(_ column: Column, text: String, count: Int) -> ColumnVector {
        switch column.kind {
        case .time, .unsigned: .unsigned([UInt64](repeating: 0, count: count))
        case .address: .addresses([IPAddress](repeating: IPAddress(high: 0, low: 0), count: count))
        case .string: .strings(codes: [UInt32](repeating: 0, count: count), dictionary: count == 0 ? [] : [text])
        }
    }
}
