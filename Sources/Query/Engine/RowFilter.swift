import ColumnStore
import Observations

/// Tells which rows of a block a query takes: column by column, on the entries of dictionaries once, and without
/// branches on rows.
struct RowFilter {
    /// What a condition says about the rows of a block.
    private enum Mask {
        case all
        case none
        /// One byte a row, 1 or 0.
        case some([UInt8])

        init(_ holds: Bool) { self = holds ? .all : .none }
    }

    let condition: Condition?
    let range: ClosedRange<UInt64>
    /// What ends a filter whose answer nobody waits for any more.
    var budget: MemoryBudget?

    /// The rows whose time lies in the range (looked at only if `checksTime`) and for which the condition holds, in
    /// their order; nil when that is all of them.
    func selection(_ columns: [ColumnBuffer], count: Int, checksTime: Bool) -> [UInt32]? {
        var mask = Mask.all
        if checksTime { mask = Self.mask(columns, Comparison(column: 0, predicate: .range(range))) }
        if let condition { mask = Self.both(mask, self.mask(columns, condition)) }
        switch mask {
        case .all: return nil
        case .none: return []
        case .some(let mask): return Self.positions(mask)
        }
    }

    private func mask(_ columns: [ColumnBuffer], _ condition: Condition) -> Mask {
        switch condition {
        case .comparison(let comparison):
            guard budget?.mayGoOn ?? true else { return .none }
            return Self.mask(columns, comparison)
        case .not(let part):
            switch mask(columns, part) {
            case .all: return .none
            case .none: return .all
            case .some(let mask): return .some(mask.map { $0 ^ 1 })
            }
        case .all(let parts): return parts.reduce(.all) { Self.both($0, mask(columns, $1)) }
        case .any(let parts): return parts.reduce(.none) { Self.either($0, mask(columns, $1)) }
        }
    }

    private static func both(_ a: Mask, _ b: Mask) -> Mask {
        switch (a, b) {
        case (.none, _), (_, .none): .none
        case (.all, let other), (let other, .all): other
        case (.some(let a), .some(let b)): .some(combined(a, b, &))
        }
    }

    private static func either(_ a: Mask, _ b: Mask) -> Mask {
        switch (a, b) {
        case (.all, _), (_, .all): .all
        case (.none, let other), (let other, .none): other
        case (.some(let a), .some(let b)): .some(combined(a, b, |))
        }
    }

    @inline(__always)
    private static func combined(_ a: [UInt8], _ b: [UInt8], _ join: (UInt8, UInt8) -> UInt8) -> [UInt8] {
        precondition(a.count == b.count)
        return [UInt8](unsafeUninitializedCapacity: a.count) { target, count in
            for row in a.indices { target[row] = join(a[row], b[row]) }
            count = a.count
        }
    }

    private static func mask(_ columns: [ColumnBuffer], _ comparison: Comparison) -> Mask {
        let column = columns[comparison.column]
        let flip: UInt8 = comparison.negated ? 1 : 0
        switch (column.form, comparison.predicate) {
        case (_, .nothing): return Mask(comparison.negated)
        case (.constant(let value), .range(let range)): return Mask(range.contains(value) != comparison.negated)
        case (.constant(let value), .numbers(let numbers)): return Mask(numbers.contains(value) != comparison.negated)
        case (.numbers, .range(let range)):
            let width = range.upperBound - range.lowerBound
            return .some(map(column.numbers) { ($0 &- range.lowerBound <= width ? 1 : 0) ^ flip })
        case (.numbers, .numbers(let numbers)):
            return .some(map(column.numbers) { (numbers.contains($0) ? 1 : 0) ^ flip })
        case (.codes(let dictionary), let predicate):
            return mask(column.codes, passing: passes(dictionary, predicate, flip))
        default: preconditionFailure("the condition was made for another kind of column")
        }
    }

    /// Which entries of a dictionary pass, a byte each.
    private static func passes(_ dictionary: ColumnDictionary, _ predicate: Predicate, _ flip: UInt8) -> [UInt8] {
        switch (dictionary, predicate) {
        case (.numbers(let values), .range(let range)): return values.map { (range.contains($0) ? 1 : 0) ^ flip }
        case (.numbers(let values), .numbers(let numbers)):
            return values.map { (numbers.contains($0) ? 1 : 0) ^ flip }
        case (.strings(let values), .texts(let texts)): return values.map { (texts.contains($0) ? 1 : 0) ^ flip }
        case (.addresses(let values), .networks(let networks)):
            if networks.count == 1 {
                let network = networks[0]
                return values.map { (network.contains($0) ? 1 : 0) ^ flip }
            }
            let set = NetworkSet(networks)
            return values.map { (set.contains($0) ? 1 : 0) ^ flip }
        default: preconditionFailure("the condition was made for another kind of column")
        }
    }

    private static func mask(_ codes: UnsafeBufferPointer<UInt32>, passing passes: [UInt8]) -> Mask {
        if !passes.contains(1) { return .none }
        if !passes.contains(0) { return .all }
        return passes.withUnsafeBufferPointer { passes in .some(map(codes) { passes[Int($0)] }) }
    }

    @inline(__always)
    private static func map<Element>(
        _ values: UnsafeBufferPointer<Element>, _ test: (Element) -> UInt8
    ) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: values.count) { mask, count in
            for row in 0..<values.count { mask[row] = test(values[row]) }
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
