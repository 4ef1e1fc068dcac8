import ColumnStore
import Observations

/// Turns rows of a block into entries, a chunk at a time and a column at a time.
struct EntryFiller {
    /// A part of the key that differs between rows, shifted to its place when it is taken from the table.
    private struct Key {
        let word: Int
        let source: Source
    }

    private enum Source {
        case numbers(UnsafeBufferPointer<UInt64>, shift: UInt64, mask: UInt64)
        case times(UnsafeBufferPointer<UInt64>, shift: UInt64)
        case codes(UnsafeBufferPointer<UInt32>, words: [UInt64])
    }

    private enum Sum {
        case constant(UInt64)
        case numbers(UnsafeBufferPointer<UInt64>)
        case codes(UnsafeBufferPointer<UInt32>, [UInt64])
        case errors([UInt64])
    }

    private let layout: EntryLayout
    private let timeStep: UInt64
    private var keys: [Key] = []
    private var sums: [Sum] = []
    /// An entry with all that is the same in each row.
    private var common: [UInt64]

    /// - Parameter columns: The buffers of a block's columns, which stay as they are while the filler is in use.
    init(
        plan: QueryPlan, layout: EntryLayout, columns: [ColumnBuffer], interner: StringInterner,
        addresses: inout AddressCache
    ) {
        self.layout = layout
        timeStep = plan.timeStep
        common = [UInt64](repeating: 0, count: layout.stride)
        var parts = Array(zip(layout.fields, plan.dimensions))
        if let field = layout.latency, let index = plan.schema.latency { parts.append((field, index)) }
        for (field, index) in parts {
            let isTime = plan.schema.columns[index].role == .time
            addKey(field, columns[index], isTime: isTime, interner, &addresses)
        }
        for sum in layout.sums { sums.append(Self.sum(sum, plan.schema, columns)) }
    }

    private mutating func addKey(
        _ field: KeyField, _ column: ColumnBuffer, isTime: Bool, _ interner: StringInterner,
        _ addresses: inout AddressCache
    ) {
        let step = isTime ? timeStep : 1
        func word(_ value: UInt64) -> UInt64 { ((value - value % step) & field.mask) << field.shift }
        switch column.form {
        case .constant(let value): common[field.word] |= word(value)
        case .numbers where isTime:
            keys.append(Key(word: field.word, source: .times(column.numbers, shift: field.shift)))
        case .numbers:
            keys.append(
                Key(word: field.word, source: .numbers(column.numbers, shift: field.shift, mask: field.mask)))
        case .codes(let dictionary):
            let words =
                switch dictionary {
                case .numbers(let values): values.map(word)
                case .strings(let texts): interner.ids(of: texts).map { UInt64($0) << field.shift }
                case .addresses(let values): addresses.numbers(of: values).map { $0 << field.shift }
                }
            if words.count == 1 {
                common[field.word] |= words[0]
            } else {
                keys.append(Key(word: field.word, source: .codes(column.codes, words: words)))
            }
        }
    }

    private static func sum(_ sum: GroupSum, _ schema: TableSchema, _ columns: [ColumnBuffer]) -> Sum {
        switch sum {
        case .counter(let index):
            switch columns[index].form {
            case .constant(let value): return .constant(value)
            case .numbers: return .numbers(columns[index].numbers)
            case .codes(.numbers(let values)): return .codes(columns[index].codes, values)
            case .codes: preconditionFailure("a counter is a number")
            }
        case .errors:
            guard let events = schema.eventCounter, let state = schema.index(of: "sqlstate"),
                case .codes(.strings(let dictionary)) = columns[state].form
            else { preconditionFailure("the table has no SQLSTATE") }
            let failed = dictionary.map { $0 == SQLState.success.description || $0.isEmpty ? 0 : UInt64.max }
            var counts = columns[events].spelledOut
            for (row, code) in columns[state].codes.enumerated() { counts[row] &= failed[Int(code)] }
            return .errors(counts)
        }
    }

    /// Adds the selected rows of a block, or all of them.
    func fill(rows: Int, selection: [UInt32]?, into aggregator: inout Aggregator) {
        let total = selection?.count ?? rows
        let every = selection ?? []
        var positions = [UInt32](repeating: 0, count: Aggregator.chunkRows)
        var start = 0
        while start < total {
            let count = min(Aggregator.chunkRows, total - start)
            if selection == nil {
                for offset in 0..<count { positions[offset] = UInt32(truncatingIfNeeded: start + offset) }
                positions.withUnsafeBufferPointer { fillChunk(aggregator.chunk.words, .init(rebasing: $0[..<count])) }
            } else {
                every.withUnsafeBufferPointer {
                    fillChunk(aggregator.chunk.words, .init(rebasing: $0[start..<start + count]))
                }
            }
            aggregator.addChunk(rows: count)
            start += count
        }
    }

    private func fillChunk(_ chunk: UnsafeMutablePointer<UInt64>, _ rows: UnsafeBufferPointer<UInt32>) {
        let stride = layout.stride
        for word in 0..<layout.keyWords { Self.each(chunk + word, stride, rows.count) { [common] _ in common[word] } }
        for key in keys { fill(key, chunk + key.word, rows) }
        for (index, sum) in sums.enumerated() { fill(sum, chunk + layout.keyWords + index, rows) }
    }

    private func fill(_ key: Key, _ target: UnsafeMutablePointer<UInt64>, _ rows: UnsafeBufferPointer<UInt32>) {
        let stride = layout.stride
        let row = rows.baseAddress.unsafelyUnwrapped
        switch key.source {
        case .numbers(let values, let shift, let mask):
            Self.join(target, stride, rows.count) { (values[Int(row[$0])] & mask) &<< shift }
        case .times(let values, let shift):
            let step = timeStep
            Self.join(target, stride, rows.count) { index in
                let value = values[Int(row[index])]
                return (value &- value % step) &<< shift
            }
        case .codes(let codes, let words):
            words.withUnsafeBufferPointer { words in
                Self.join(target, stride, rows.count) { words[Int(codes[Int(row[$0])])] }
            }
        }
    }

    private func fill(_ sum: Sum, _ target: UnsafeMutablePointer<UInt64>, _ rows: UnsafeBufferPointer<UInt32>) {
        let stride = layout.stride
        let row = rows.baseAddress.unsafelyUnwrapped
        switch sum {
        case .constant(let value): Self.each(target, stride, rows.count) { _ in value }
        case .numbers(let values): Self.each(target, stride, rows.count) { values[Int(row[$0])] }
        case .codes(let codes, let values):
            values.withUnsafeBufferPointer { values in
                Self.each(target, stride, rows.count) { values[Int(codes[Int(row[$0])])] }
            }
        case .errors(let values):
            values.withUnsafeBufferPointer { values in
                Self.each(target, stride, rows.count) { values[Int(row[$0])] }
            }
        }
    }

    @inline(__always)
    private static func each(
        _ target: UnsafeMutablePointer<UInt64>, _ stride: Int, _ count: Int, _ value: (Int) -> UInt64
    ) {
        var target = target
        for index in 0..<count {
            target.pointee = value(index)
            target += stride
        }
    }

    @inline(__always)
    private static func join(
        _ target: UnsafeMutablePointer<UInt64>, _ stride: Int, _ count: Int, _ value: (Int) -> UInt64
    ) {
        var target = target
        for index in 0..<count {
            target.pointee |= value(index)
            target += stride
        }
    }
}

extension ColumnBuffer {
    /// The numbers of all rows.
    fileprivate var spelledOut: [UInt64] {
        switch form {
        case .constant(let value): Array(repeating: value, count: count)
        case .numbers: Array(numbers)
        case .codes(.numbers(let values)): codes.map { values[Int($0)] }
        case .codes: preconditionFailure("the column has no numbers")
        }
    }
}
