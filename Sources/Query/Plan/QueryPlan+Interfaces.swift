extension QueryPlan {
    /// The plan with its interfaces as a condition.
    /// - Parameters:
    ///   - known: The interfaces that have flows in the time asked.
    ///   - all: Finds the interfaces of the whole store, nil when there may be others; called only for a name that is
    ///     not among the former.
    /// - Throws: `QueryError` for a name that the store does not have.
    func onInterfaces(
        known: [String], all: () throws(QueryError) -> [String]?
    ) throws(QueryError) -> (plan: QueryPlan, names: [String]) {
        guard let column = schema.interfaceColumn, let selection = interfaces else { return (self, known) }
        let names = try selection.names(among: known, all: all)
        var plan = self
        plan.interfaces = nil
        if names.count < known.count || names.isEmpty {
            let isOne = Condition.comparison(Comparison(column: column, predicate: .texts(Set(names))))
            plan.condition = condition.map { .all([isOne, $0]) } ?? isOne
        }
        return (plan, names)
    }
}
