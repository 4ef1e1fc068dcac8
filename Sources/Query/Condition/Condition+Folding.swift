extension Condition {
    /// The same with the equalities of a column under `|` as one list of values, and its inequalities under `&` so too:
    /// rows are then looked at once, however long the list is.
    var folded: Condition {
        switch self {
        case .any(let parts): Self.joined(Self.folded(parts.flatMap(\.choices), negated: false)) { .any($0) }
        case .all(let parts): Self.joined(Self.folded(parts.flatMap(\.demands), negated: true)) { .all($0) }
        case .comparison, .not: self
        }
    }

    private var choices: [Condition] { if case .any(let parts) = self { parts } else { [self] } }

    private var demands: [Condition] { if case .all(let parts) = self { parts } else { [self] } }

    private static func joined(_ parts: [Condition], _ join: ([Condition]) -> Condition) -> Condition {
        parts.count == 1 ? parts[0] : join(parts)
    }

    /// The parts, each list at the place of its first one.
    private static func folded(_ parts: [Condition], negated: Bool) -> [Condition] {
        var result: [Condition] = []
        var lists: [Int: (place: Int, values: ValueList)] = [:]
        for part in parts {
            guard case .comparison(let comparison) = part, comparison.negated == negated,
                let values = ValueList(comparison.predicate)
            else {
                result.append(part)
                continue
            }
            if lists[comparison.column]?.values.add(values) == nil {
                lists[comparison.column] = (result.count, values)
                result.append(part)
            }
        }
        for (column, list) in lists where list.values.isMany {
            result[list.place] = .comparison(
                Comparison(column: column, predicate: list.values.predicate, negated: negated))
        }
        return result
    }
}

/// The values that a column is equal to one of.
private struct ValueList {
    private var numbers: Set<UInt64> = []
    private var texts: Set<String> = []
    private var networks: [Network] = []
    /// Whether it was made of several.
    private(set) var isMany = false

    /// Nil for what is not about equality.
    init?(_ predicate: Predicate) {
        switch predicate {
        case .range(let range) where range.lowerBound == range.upperBound: numbers = [range.lowerBound]
        case .numbers(let several): numbers = several
        case .texts(let several): texts = several
        case .networks(let several): networks = several
        case .nothing, .range: return nil
        }
    }

    mutating func add(_ other: ValueList) {
        numbers.formUnion(other.numbers)
        texts.formUnion(other.texts)
        networks += other.networks
        isMany = true
    }

    /// A column is of one kind, so that one of the three has all values.
    var predicate: Predicate {
        if !numbers.isEmpty { return .numbers(numbers) }
        return texts.isEmpty ? .networks(networks) : .texts(texts)
    }
}
