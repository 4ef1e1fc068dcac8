import Observations

/// Tables that differ from `visits` by what a later version of the program declares.
enum TableSchemas {
    static let visitsWithoutUser = TableSchema(
        name: "visits", resolution: 1, dimensions: [visits.columns[1], visits.columns[3]],
        counters: [visits.columns[4], visits.columns[5]])

    static func withoutUser(_ batch: RowBatch) -> RowBatch {
        var columns = batch.columns
        columns.remove(at: 2)
        return RowBatch(schema: visitsWithoutUser, count: batch.count, columns: columns)
    }
}
