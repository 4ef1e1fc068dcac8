import Bytes
import Observations

/// The rows of a step as they go to disk: sorted, and rows of equal keys merged into one.
struct SortedRows {
    private enum Column {
        case key(RankedColumn)
        case counter([UInt64])
    }

    let schema: TableSchema
    let count: Int
    private let columns: [Column]

    /// - Parameter isSorted: Whether the rows are as they went to disk; they then stay in their order.
    init(_ buffer: RowBuffer, isSorted: Bool = false) {
        schema = buffer.schema
        let ranked: [RankedColumn?] = zip(schema.columns, buffer.columns).map { column, stored in
            column.role == .counter ? nil : RankedColumn(stored, kind: column.kind)
        }
        let (order, heads) =
            isSorted
            ? ((0..<buffer.count).map { UInt32($0) }, Array(0..<buffer.count))
            : RowOrder.sort(ranked.compactMap { $0 }, count: buffer.count)
        count = heads.count
        columns = ranked.indices.map { index in
            guard var key = ranked[index] else {
                return .counter(Self.sums(buffer.columns[index].numbers, order, heads))
            }
            key.codes = heads.map { key.codes[Int(order[$0])] }
            return .key(key)
        }
    }

    /// Adds the counters of merged rows; a sum that does not fit stays at the greatest value.
    private static func sums(_ values: [UInt64], _ order: [UInt32], _ heads: [Int]) -> [UInt64] {
        if heads.count == order.count { return order.map { values[Int($0)] } }
        var sums: [UInt64] = []
        sums.reserveCapacity(heads.count)
        for (index, head) in heads.enumerated() {
            var sum: UInt64 = 0
            for row in order[head..<(index + 1 < heads.count ? heads[index + 1] : order.count)] {
                let (total, overflow) = sum.addingReportingOverflow(values[Int(row)])
                sum = overflow ? .max : total
            }
            sums.append(sum)
        }
        return sums
    }

    /// Writes one column of the rows in `range` and tells its least and greatest value.
    func encode(
        column index: Int, _ range: Range<Int>, _ integers: IntegerEncoder, into out: inout ByteWriter
    ) -> ValueBounds {
        switch columns[index] {
        case .counter(let values):
            let part = Array(values[range])
            integers.encode(part, into: &out)
            return ValueBounds(part)
        case .key(let column): return encode(column, range, integers, into: &out)
        }
    }

    private func encode(
        _ column: RankedColumn, _ range: Range<Int>, _ integers: IntegerEncoder, into out: inout ByteWriter
    ) -> ValueBounds {
        if case .offset(let base) = column.entries {
            let values = column.codes[range].map { UInt64($0) &+ base }
            integers.encode(values, into: &out)
            return ValueBounds(values)
        }
        let (codes, used) = Codes.renumber(column.codes[range], domain: column.domain)
        switch column.entries {
        case .offset: return ValueBounds([])
        case .numbers(let entries):
            let distinct = used.map { entries[$0] }
            if distinct.count * 2 > codes.count && codes.count > 1 {
                integers.encode(codes.map { distinct[Int($0)] }, into: &out)
            } else {
                integers.encode(codes: codes, of: distinct, into: &out)
            }
            return ValueBounds(distinct)
        case .strings(let entries): StringColumn.encode(codes, used.map { entries[$0] }, integers, into: &out)
        case .addresses(let entries): AddressColumn.encode(codes, used.map { entries[$0] }, integers, into: &out)
        }
        return ValueBounds([])
    }

    /// The rows as a buffer again: how a step that stays open is made smaller.
    func buffer() -> RowBuffer {
        let vectors = columns.map { column -> ColumnVector in
            switch column {
            case .counter(let values): .unsigned(values)
            case .key(let key): key.vector()
            }
        }
        var buffer = RowBuffer(schema: schema)
        buffer.append(RowBatch(schema: schema, count: count, columns: vectors))
        return buffer
    }

    /// What the rows in `range` come to for each value of the table's summary column; nil when it has none, or too many
    /// values.
    func summary(_ range: Range<Int>) -> BlockSummary? {
        guard let column = schema.summaryColumn, case .key(let key) = columns[column],
            case .strings(let names) = key.entries, names.count <= BlockSummary.most, case .key(let time) = columns[0]
        else { return nil }
        let codes = CodedRows(codes: key.codes[range], domain: names.count)
        let (counts, times) = (codes.counts, codes.bounds(of: time.codes[range]))
        var entries = names.enumerated().map { code, name in
            var entry = SummaryEntry(name: name, counters: 0)
            entry.rows = counts[code]
            guard entry.rows > 0 else { return entry }
            entry.firstTime = time.number(of: times.least[code])
            entry.lastTime = time.number(of: times.greatest[code])
            return entry
        }
        for case .counter(let values) in columns {
            for (code, sum) in codes.sums(of: values[range]).enumerated() { entries[code].sums.append(sum) }
        }
        return BlockSummary(column: schema.columns[column].name, entries: entries.filter { $0.rows > 0 })
    }

    /// The earliest and latest time of the rows in `range`.
    func times(_ range: Range<Int>) -> ValueBounds {
        guard case .key(let column) = columns[0], case .unsigned(let times) = column.vector(range) else {
            preconditionFailure("the first column of a table is its time")
        }
        return ValueBounds(times)
    }
}

extension RankedColumn {
    /// The number that a code of a column of numbers stands for.
    fileprivate func number(of code: UInt32) -> UInt64 {
        switch entries {
        case .offset(let base): UInt64(code) &+ base
        case .numbers(let entries): entries[Int(code)]
        case .strings, .addresses: preconditionFailure("the column has no numbers")
        }
    }

    /// The values of the rows in `range`, or of all.
    fileprivate func vector(_ range: Range<Int>? = nil) -> ColumnVector {
        let part = codes[range ?? codes.indices]
        switch entries {
        case .offset(let base): return .unsigned(part.map { UInt64($0) &+ base })
        case .numbers(let entries): return .unsigned(part.map { entries[Int($0)] })
        case .strings(let entries): return .strings(codes: Array(part), dictionary: entries)
        case .addresses(let entries): return .addresses(part.map { entries[Int($0)] })
        }
    }
}
