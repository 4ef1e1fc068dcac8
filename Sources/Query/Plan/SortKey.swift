/// By what the rows of an answer are sorted; equal rows follow in the order of their columns.
public enum SortKey: Sendable, Equatable {
    /// The row's time.
    case time
    /// The sum of counters, by their positions in the schema.
    case counters([Int])
    /// A figure that is shown.
    case measure(Measure)
}
