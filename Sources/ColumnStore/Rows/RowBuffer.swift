import Observations

/// Rows of a step that is still open, column by column, in the order of their coming.
struct RowBuffer {
    /// One column; which of the arrays is in use follows from its kind.
    struct Column {
        var numbers: [UInt64] = []
        var codes: [UInt32] = []
        var strings = StringTable()
        var addresses: [IPAddress] = []
    }

    let schema: TableSchema
    private(set) var columns: [Column]
    private(set) var count = 0

    init(schema: TableSchema) {
        self.schema = schema
        columns = Array(repeating: Column(), count: schema.columns.count)
    }

    /// Appends the rows of a batch at the given positions, or all of them.
    mutating func append(_ batch: RowBatch, rows: [Int]? = nil) {
        for index in columns.indices {
            guard let vector = batch.columns[index] else { preconditionFailure("a batch to store lacks a column") }
            columns[index].append(vector, rows: rows)
        }
        count += rows?.count ?? batch.count
    }

    /// Appends the rows of another buffer of the same table.
    mutating func append(_ other: RowBuffer) {
        for index in columns.indices { columns[index].append(other.columns[index]) }
        count += other.count
    }

    /// Forgets the rows at the given positions.
    mutating func remove(_ rows: Range<Int>) {
        for index in columns.indices { columns[index].remove(rows) }
        count -= rows.count
    }
}

extension RowBuffer.Column {
    fileprivate mutating func append(_ vector: ColumnVector, rows: [Int]?) {
        switch vector {
        case .unsigned(let values):
            if let rows { for row in rows { numbers.append(values[row]) } } else { numbers += values }
        case .addresses(let values):
            if let rows { for row in rows { addresses.append(values[row]) } } else { addresses += values }
        case .strings(let batchCodes, let dictionary):
            append(batchCodes, dictionary, rows: rows)
        }
    }

    fileprivate mutating func append(_ other: RowBuffer.Column) {
        numbers += other.numbers
        addresses += other.addresses
        append(other.codes, other.strings.texts, rows: nil)
    }

    /// Translates the batch's codes; a text is looked up once a batch, when its code first comes.
    private mutating func append(_ batchCodes: [UInt32], _ dictionary: [String], rows: [Int]?) {
        var translation = [UInt32](repeating: .max, count: dictionary.count)
        func translated(_ code: UInt32, _ strings: inout StringTable) -> UInt32 {
            let known = translation[Int(code)]
            if known != .max { return known }
            let new = strings.code(of: dictionary[Int(code)])
            translation[Int(code)] = new
            return new
        }
        if let rows {
            for row in rows { codes.append(translated(batchCodes[row], &strings)) }
        } else {
            codes.reserveCapacity(codes.count + batchCodes.count)
            for code in batchCodes { codes.append(translated(code, &strings)) }
        }
    }

    fileprivate mutating func remove(_ rows: Range<Int>) {
        if !numbers.isEmpty { numbers.removeSubrange(rows) }
        if !codes.isEmpty { codes.removeSubrange(rows) }
        if !addresses.isEmpty { addresses.removeSubrange(rows) }
    }
}
