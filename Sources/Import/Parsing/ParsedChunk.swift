import Observations

/// Why a line is no row.
struct RecordFailure: Error, Equatable {
    /// The line, counted from the first of the piece of the file, which is 0.
    var line: Int
    let message: String
}

/// The rows of a piece of the file.
struct ParsedChunk: Sendable {
    /// The piece: whole records.
    let bytes: [UInt8]
    let batch: RowBatch
    /// The end of each row in `bytes`.
    let ends: [Int]
    /// How many lines the piece has.
    let lines: Int
    /// What stopped the parsing, after the rows that are there.
    let failure: RecordFailure?

    var times: [UInt64] {
        guard case .unsigned(let times)? = batch.columns[0] else { preconditionFailure("rows without times") }
        return times
    }

    /// Where the row at `index` begins, counting what stands before it to the one before.
    func start(ofRow index: Int) -> Int { index == 0 ? 0 : ends[index - 1] }

    /// Some of the rows.
    func rows(_ range: Range<Int>) -> RowBatch {
        if range == 0..<batch.count { return batch }
        let columns = batch.columns.map { column -> ColumnVector? in
            switch column {
            case .unsigned(let values)?: .unsigned(Array(values[range]))
            case .addresses(let values)?: .addresses(Array(values[range]))
            case .strings(let codes, let dictionary)?: .strings(codes: Array(codes[range]), dictionary: dictionary)
            case nil: nil
            }
        }
        return RowBatch(schema: batch.schema, count: range.count, columns: columns)
    }
}
