import Observations

/// Numbers as goQuery's tables have them: two decimals and a unit, padded so that units stand below each other.
enum HumanNumber {
    /// The form of a figure in a table.
    static func figure(_ value: UInt64, _ format: ColumnFormat) -> String {
        switch format {
        case .bytes: scaled(value, by: 1024, [" B", "kB", "MB", "GB", "TB", "PB", "EB"])
        case .microseconds, .latency: duration(value)
        default: count(value)
        }
    }

    /// A count, in thousands, millions and so on: `308.75 k`.
    static func count(_ value: UInt64) -> String { scaled(value, by: 1000, [" ", "k", "M", "G", "T", "P", "E"]) }

    private static func scaled(_ value: UInt64, by base: Double, _ units: [String]) -> String {
        var number = Double(value)
        var unit = 0
        // What would be shown as 1000.00 of a unit is 1.00 of the next.
        while number >= base - 0.005, unit < units.count - 1 {
            number /= base
            unit += 1
        }
        return fixed(number) + " " + units[unit]
    }

    /// A duration given in microseconds: `12.34 ms`.
    static func duration(_ microseconds: UInt64) -> String {
        let steps: [(unit: String, size: Double)] = [
            (" d", 86_400_000_000), (" h", 3_600_000_000), (" m", 60_000_000), (" s", 1_000_000), ("ms", 1000),
        ]
        let number = Double(microseconds)
        for step in steps where number >= step.size { return fixed(number / step.size) + " " + step.unit }
        return fixed(number) + " us"
    }

    /// A duration given in microseconds, in running text: `17ms`.
    static func shortDuration(_ microseconds: UInt64) -> String {
        switch microseconds {
        case ..<1000: "\(microseconds)us"
        case ..<10_000_000: "\(microseconds / 1000)ms"
        default: fixed(Double(microseconds) / 1_000_000) + "s"
        }
    }

    /// A share of a whole in percent: `66.95`.
    static func share(_ part: UInt64, of whole: UInt64) -> String {
        // Sums that overflowed may be smaller than their parts.
        fixed(whole == 0 ? 0 : min(Double(part) / Double(whole), 1) * 100)
    }

    /// A number with two decimals.
    private static func fixed(_ number: Double) -> String {
        let hundredths = UInt64((number * 100).rounded())
        let decimals = String(hundredths % 100)
        return String(hundredths / 100) + (decimals.utf8.count == 1 ? ".0" : ".") + decimals
    }
}
