import ColumnStore
import Observations

/// Tells which rows of a batch a query takes: one byte a row, 1 or 0, computed column by column without branches.
struct RowFilter {
    let condition: Condition?
    let range: ClosedRange<UInt64>

    /// The rows whose time lies in the range (looked at only if `checksTime`) and for which the condition holds, in
    /// their order; nil when that is all of them.
    func selection(_ batch: RowBatch, checksTime: Bool) -> [UInt32]? {
        var mask: [UInt8]?
        if checksTime { mask = Self.mask(batch, Comparison(column: 0, predicate: .range(range))) }
        if let condition {
            let more = Self.mask(batch, condition)
            mask = mask.map { Self.combined($0, more, &) } ?? more
        }
        return mask.flatMap { Self.positions($0) }
    }

    private static func mask(_ batch: RowBatch, _ condition: Condition) -> [UInt8] {
        switch condition {
        case .comparison(let comparison): return mask(batch, comparison)
        case .not(let part): return mask(batch, part).map { $0 ^ 1 }
        case .all(let parts): return fold(batch, parts, &)
        case .any(let parts): return fold(batch, parts, |)
        }
    }

    @inline(__always)
    private static func fold(_ batch: RowBatch, _ parts: [Condition], _ join: (UInt8, UInt8) -> UInt8) -> [UInt8] {
        var result = mask(batch, parts[0])
        for part in parts.dropFirst() { result = combined(result, mask(batch, part), join) }
        return result
    }

    @inline(__always)
    private static func combined(_ a: [UInt8], _ b: [UInt8], _ join: (UInt8, UInt8) -> UInt8) -> [UInt8] {
        precondition(a.count == b.count)
        return [UInt8](unsafeUninitializedCapacity: a.count) { target, count in
            for row in a.indices { target[row] = join(a[row], b[row]) }
            count = a.count
        }
    }

    private static func mask(_ batch: RowBatch, _ comparison: Comparison) -> [UInt8] {
        guard let vector = batch.columns[comparison.column] else { preconditionFailure("the column was not read") }
        let flip: UInt8 = comparison.negated ? 1 : 0
        switch (vector, comparison.predicate) {
        case (_, .nothing): return [UInt8](repeating: flip, count: batch.count)
        case (.unsigned(let values), .range(let range)):
            let width = range.upperBound - range.lowerBound
            return map(values) { ($0 &- range.lowerBound <= width ? 1 : 0) ^ flip }
        case (.unsigned(let values), .numbers(let numbers)):
            return map(values) { (numbers.contains($0) ? 1 : 0) ^ flip }
        case (.strings(let codes, let dictionary), .texts(let texts)):
            let passes = dictionary.map { (texts.contains($0) ? 1 : 0) as UInt8 ^ flip }
            return map(codes) { passes[Int($0)] }
        case (.addresses(let addresses), .networks(let networks)):
            if networks.count == 1 {
                let network = networks[0]
                return map(addresses) { (network.contains($0) ? 1 : 0) ^ flip }
            }
            return map(addresses) { address in (networks.contains { $0.contains(address) } ? 1 : 0) ^ flip }
        default: preconditionFailure("the condition was made for another kind of column")
        }
    }

    @inline(__always)
    private static func map<Element>(_ values: [Element], _ test: (Element) -> UInt8) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: values.count) { mask, count in
            for row in values.indices { mask[row] = test(values[row]) }
            count = values.count
        }
    }

    /// The positions of the ones; nil when there is nothing else.
    private static func positions(_ mask: [UInt8]) -> [UInt32]? {
        let ones = mask.reduce(into: 0) { $0 &+= Int($1) }
        if ones == mask.count { return nil }
        // Every row writes its number where the next one belongs; those not taken are written over.
        return [UInt32](unsafeUninitializedCapacity: ones + 1) { target, count in
            var next = 0
            for row in mask.indices {
                target[next] = UInt32(truncatingIfNeeded: row)
                next &+= Int(mask[row])
            }
            count = ones
        }
    }
}
