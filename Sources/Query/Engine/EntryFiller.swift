import Observations

/// Turns rows of a block into entries, a chunk at a time and a column at a time.
struct EntryFiller {
    private enum Source {
        case numbers([UInt64])
        case texts(codes: [UInt32], ids: [UInt32])
        case addresses([IPAddress])
    }

    private let layout: EntryLayout
    private let timeStep: UInt64
    private var keys: [(field: KeyField, source: Source, isTime: Bool)] = []
    private var sums: [[UInt64]] = []

    init(plan: QueryPlan, layout: EntryLayout, columns: [ColumnVector?], interner: StringInterner) {
        self.layout = layout
        timeStep = plan.timeStep
        for (field, index) in zip(layout.fields, plan.dimensions) {
            keys.append((field, Self.source(columns[index], interner), plan.schema.columns[index].role == .time))
        }
        if let field = layout.latency, let index = plan.schema.latency {
            keys.append((field, Self.source(columns[index], interner), false))
        }
        for sum in layout.sums { sums.append(Self.values(of: sum, plan.schema, columns)) }
    }

    private static func source(_ vector: ColumnVector?, _ interner: StringInterner) -> Source {
        switch vector {
        case .unsigned(let values): return .numbers(values)
        case .strings(let codes, let dictionary): return .texts(codes: codes, ids: interner.ids(of: dictionary))
        case .addresses(let addresses): return .addresses(addresses)
        case nil: preconditionFailure("the column was not read")
        }
    }

    private static func values(of sum: GroupSum, _ schema: TableSchema, _ columns: [ColumnVector?]) -> [UInt64] {
        switch sum {
        case .counter(let index):
            guard case .unsigned(let values) = columns[index] else { preconditionFailure("the counter was not read") }
            return values
        case .errors:
            guard let events = schema.eventCounter, case .unsigned(let values) = columns[events],
                let state = schema.index(of: "sqlstate"), case .strings(let codes, let dictionary) = columns[state]
            else { preconditionFailure("the table has no SQLSTATE") }
            let failed = dictionary.map { $0 == SQLState.success.description || $0.isEmpty ? 0 : UInt64.max }
            return codes.indices.map { values[$0] & failed[Int(codes[$0])] }
        }
    }

    /// Adds the selected rows of a block, or all of them.
    mutating func fill(rows: Int, selection: [UInt32]?, into aggregator: inout Aggregator) {
        let total = selection?.count ?? rows
        var positions = [UInt32](repeating: 0, count: Aggregator.chunkRows)
        var start = 0
        while start < total {
            let count = min(Aggregator.chunkRows, total - start)
            for offset in 0..<count {
                positions[offset] = selection.map { $0[start + offset] } ?? UInt32(truncatingIfNeeded: start + offset)
            }
            positions.withUnsafeBufferPointer { fillChunk(aggregator.chunk.words, .init(rebasing: $0[..<count])) }
            aggregator.addChunk(rows: count)
            start += count
        }
    }

    private func fillChunk(_ chunk: UnsafeMutablePointer<UInt64>, _ rows: UnsafeBufferPointer<UInt32>) {
        let stride = layout.stride
        chunk.update(repeating: 0, count: rows.count * stride)
        for key in keys { fill(key.field, key.source, key.isTime, chunk, rows) }
        for (index, values) in sums.enumerated() {
            values.withUnsafeBufferPointer { values in
                var target = chunk + layout.keyWords + index
                for row in rows {
                    target.pointee = values[Int(row)]
                    target += stride
                }
            }
        }
    }

    private func fill(
        _ field: KeyField, _ source: Source, _ isTime: Bool, _ chunk: UnsafeMutablePointer<UInt64>,
        _ rows: UnsafeBufferPointer<UInt32>
    ) {
        let stride = layout.stride
        let (shift, mask) = (field.shift, field.mask)
        var target = chunk + field.word
        switch source {
        case .numbers(let values):
            let step = timeStep
            values.withUnsafeBufferPointer { values in
                for row in rows {
                    let value = values[Int(row)]
                    target.pointee |= ((isTime ? value - value % step : value) & mask) << shift
                    target += stride
                }
            }
        case .texts(let codes, let ids):
            codes.withUnsafeBufferPointer { codes in
                for row in rows {
                    target.pointee |= UInt64(ids[Int(codes[Int(row)])]) << shift
                    target += stride
                }
            }
        case .addresses(let addresses):
            addresses.withUnsafeBufferPointer { addresses in
                for row in rows {
                    target[0] = addresses[Int(row)].high
                    target[1] = addresses[Int(row)].low
                    target += stride
                }
            }
        }
    }
}
