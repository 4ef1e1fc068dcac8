/// Which rows a query takes: a tree of comparisons, checked against the columns of one table.
public indirect enum Condition: Sendable, Equatable {
    /// One column against a value.
    case comparison(Comparison)
    /// True when every part is.
    case all([Condition])
    /// True when some part is.
    case any([Condition])
    /// True when the part is not.
    case not(Condition)
}

/// A test of one column's value.
public struct Comparison: Sendable, Equatable {
    /// The position of the column in the table's schema.
    public let column: Int
    /// What the value must be.
    public let predicate: Predicate
    /// Whether the test is turned round: `!=`, `not in`.
    public let negated: Bool

    /// A test of the column at a position of the schema.
    public init(column: Int, predicate: Predicate, negated: Bool = false) {
        self.column = column
        self.predicate = predicate
        self.negated = negated
    }
}

/// What a value is compared with, brought to the form in which it is tested.
public enum Predicate: Sendable, Equatable {
    /// No value passes, as with `dport < 0`.
    case nothing
    /// A number between two bounds, both included; `=`, `<`, `<=`, `>` and `>=` all come to this.
    case range(ClosedRange<UInt64>)
    /// One of several numbers.
    case numbers(Set<UInt64>)
    /// One of several texts.
    case texts(Set<String>)
    /// An address in one of several networks.
    case networks([Network])
}

extension Condition {
    /// The positions of the columns that are compared, each once, ascending.
    public var columns: [Int] {
        var found: Set<Int> = []
        collectColumns(into: &found)
        return found.sorted()
    }

    private func collectColumns(into found: inout Set<Int>) {
        switch self {
        case .comparison(let comparison): found.insert(comparison.column)
        case .all(let parts), .any(let parts): for part in parts { part.collectColumns(into: &found) }
        case .not(let part): part.collectColumns(into: &found)
        }
    }
}
