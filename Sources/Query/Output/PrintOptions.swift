public import Observations

/// What printing needs besides the answer.
public struct PrintOptions: Sendable {
    /// The zone in which terminals see times.
    public var zone = TimeZoneRule.local
    /// Whether control characters are escaped in CSV too, because it goes to a terminal; the other formats always do
    /// so.
    public var isTerminal = false
    /// The machine that answers; nil takes its host name.
    public var hostname: String?
    /// Finds the normalized SQL of a fingerprint; nil leaves SQL out.
    public var normalizedSQL: (@Sendable (UInt64) -> String?)?
    /// The names of hosts, which tables show instead of their addresses.
    public var hostNames: [IPAddress: String] = [:]
    /// How many characters of SQL a row of a table has at most, unless `width` decides.
    public var sqlWidth = 80
    /// How wide a table should be, its SQL cut to fit: a terminal's columns.
    public var width: Int?

    /// Local time, this machine's name, no SQL.
    public init() {}
}

extension QueryResult {
    /// The answer in the format that the plan asks for, ending with a line feed.
    public func printed(_ options: PrintOptions = PrintOptions()) -> String {
        switch plan.format {
        case .text: TextPrinter(result: self, options: options).print()
        case .json: JSONPrinter(result: self, options: options).print()
        case .csv: CSVPrinter(result: self, options: options).print()
        }
    }

    /// The normalized SQL of a row; nil when the row has no fingerprint or nobody knows it.
    func sql(of row: Row, _ options: PrintOptions) -> String? {
        guard let lookUp = options.normalizedSQL, let index = fingerprintIndex,
            case .unsigned(let fingerprint) = row.keys[index]
        else { return nil }
        return lookUp(fingerprint)
    }

    /// Whether rows have an additional column with SQL.
    func hasSQL(_ options: PrintOptions) -> Bool { options.normalizedSQL != nil && fingerprintIndex != nil }

    /// Which of the keys is a fingerprint.
    private var fingerprintIndex: Int? {
        plan.dimensions.firstIndex { plan.schema.columns[$0].format == .fingerprint }
    }
}
