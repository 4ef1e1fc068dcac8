import ColumnStore

extension Condition {
    /// What a block's bounds say about a condition before the block is read.
    enum Outcome: Equatable {
        case never
        case always
        case unknown

        var inverse: Outcome {
            switch self {
            case .never: .always
            case .always: .never
            case .unknown: .unknown
            }
        }
    }

    /// Whether the condition holds for no row of a block, for each, or for some perhaps, judged by the least and
    /// greatest values of its columns.
    func outcome(in source: any RowSource) -> Outcome {
        switch self {
        case .not(let part): part.outcome(in: source).inverse
        case .all(let parts): Self.outcome(parts, source, decisive: .never)
        case .any(let parts): Self.outcome(parts, source, decisive: .always)
        case .comparison(let comparison): comparison.outcome(source.bounds(column: comparison.column))
        }
    }

    private static func outcome(_ parts: [Condition], _ source: any RowSource, decisive: Outcome) -> Outcome {
        var result = decisive.inverse
        for part in parts {
            let outcome = part.outcome(in: source)
            if outcome == decisive { return decisive }
            if outcome == .unknown { result = .unknown }
        }
        return result
    }
}

extension Comparison {
    /// What bounds of the column say about the test; nil bounds say nothing.
    fileprivate func outcome(_ bounds: ClosedRange<UInt64>?) -> Condition.Outcome {
        guard let bounds else { return .unknown }
        let outcome: Condition.Outcome
        switch predicate {
        case .nothing: outcome = .never
        case .range(let range):
            outcome =
                !range.overlaps(bounds)
                ? .never
                : range.contains(bounds.lowerBound) && range.contains(bounds.upperBound) ? .always : .unknown
        case .numbers(let numbers): outcome = numbers.contains(where: { bounds.contains($0) }) ? .unknown : .never
        case .texts, .networks: outcome = .unknown
        }
        return negated ? outcome.inverse : outcome
    }
}
