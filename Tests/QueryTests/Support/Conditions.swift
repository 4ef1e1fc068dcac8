import Observations

@testable import Query

/// The real table of flows, by the name that tests call it.
let flows = TableSchema.flows

extension Condition {
    /// The part of a condition's text that is about rows.
    init(_ text: String, schema: TableSchema) throws(ConditionError) {
        guard let condition = try QueryFilter(text, schema: schema).condition else {
            throw ConditionError("takes every row", at: 0)
        }
        self = condition
    }
}
