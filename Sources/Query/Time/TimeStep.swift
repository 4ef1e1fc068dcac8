import Observations

/// The width of the steps of a `time` column.
enum TimeStep {
    /// How many steps `auto` makes at most.
    private static let most: UInt64 = 300

    private static let usual: [UInt64] = [
        60, 300, 900, 1800, 3600, 10_800, 21_600, 43_200, 86_400, 604_800,
    ]

    /// Reads a step: nil takes times as they are stored, `auto` fits the range, else a multiple of that resolution.
    static func parse(_ text: String?, schema: TableSchema, range: ClosedRange<UInt64>) throws(QueryError) -> UInt64 {
        guard let text else { return 1 }
        if text.lowercased() == "auto" {
            let width = (range.upperBound - range.lowerBound) / most
            return usual.first { $0 >= width && $0 % schema.resolution == 0 } ?? max(604_800, schema.resolution)
        }
        let withUnit = text.last?.isNumber == true ? text + "s" : text
        guard let micros = Quantity.microseconds(withUnit), micros >= 1_000_000, micros % 1_000_000 == 0,
            (micros / 1_000_000) % schema.resolution == 0
        else {
            throw QueryError(
                .argument,
                "the time resolution '\(text)' is neither auto nor a multiple of \(schema.resolution) s, such as 5m")
        }
        return micros / 1_000_000
    }
}
