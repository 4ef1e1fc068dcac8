/// How a column's values are held in memory and on disk.
public enum ColumnKind: UInt8, Sendable, Hashable {
    /// Seconds since 1970-01-01 UTC, a multiple of the table's resolution.
    case time = 0
    /// An unsigned integer of up to 64 bits.
    case unsigned = 1
    /// Text, held once a block in a dictionary.
    case string = 2
    /// An `IPAddress`.
    case address = 3
}

/// What a column's values mean to a reader, hence how they are printed and read in conditions.
public enum ColumnFormat: UInt8, Sendable, Hashable {
    /// Text as it is.
    case text
    /// A plain number, scaled by thousands in tables.
    case count
    /// A number of bytes, scaled by 1024 in tables.
    case bytes
    /// A duration in microseconds.
    case microseconds
    /// A point in time.
    case timestamp
    /// A 64-bit identity, written as 16 hexadecimal digits.
    case fingerprint
    /// A `LatencyBucket` number.
    case latency
    /// An IP address.
    case address
    /// A number that is never scaled: a port, a process id.
    case number
    /// An IP protocol number (IANA's registry), written by its name where it has one.
    case ipProtocol
}

/// One column of a table.
public struct Column: Sendable, Hashable {
    /// What a column is for.
    public enum Role: UInt8, Sendable, Hashable {
        /// The time of the row.
        case time
        /// Part of a row's key.
        case dimension
        /// A sum: rows of equal keys are added.
        case counter
    }

    /// The name, as conditions, output and file names have it.
    public let name: String
    /// How values are held.
    public let kind: ColumnKind
    /// What values mean.
    public let format: ColumnFormat
    /// What the column is for.
    public let role: Role

    /// A key column.
    public static func dimension(_ name: String, _ kind: ColumnKind, _ format: ColumnFormat) -> Column {
        Column(name: name, kind: kind, format: format, role: .dimension)
    }

    /// A summed column.
    public static func counter(_ name: String, _ format: ColumnFormat) -> Column {
        Column(name: name, kind: .unsigned, format: format, role: .counter)
    }

    /// The time column.
    static let time = Column(name: "time", kind: .time, format: .timestamp, role: .time)
}

/// A table of the store: its name, its time resolution and its columns, the first of which is `time`.
public struct TableSchema: Sendable, Hashable {
    /// The table's name: lower-case letters, as in `--from`.
    public let name: String
    /// The resolution of `time`, in seconds.
    public let resolution: UInt64
    /// All columns: `time`, then dimensions, then counters.
    public let columns: [Column]

    /// Declares a table; `time` is added in front.
    public init(name: String, resolution: UInt64, dimensions: [Column], counters: [Column]) {
        precondition(dimensions.allSatisfy { $0.role == .dimension } && counters.allSatisfy { $0.role == .counter })
        self.name = name
        self.resolution = resolution
        columns = [.time] + dimensions + counters
    }

    /// The text column by whose values blocks carry sums, so that these need not be read: the interface of flows.
    public var summaryColumn: Int? {
        columns.firstIndex { $0.name == "iface" && $0.kind == .string && $0.role == .dimension }
    }

    /// The position of a column, or nil.
    public func index(of name: String) -> Int? { columns.firstIndex { $0.name == name } }
}

extension TableSchema {
    /// What was executed, by whom, how often, how fast, with what outcome.
    public static let statements = TableSchema(
        name: "statements", resolution: 60,
        dimensions: [
            .dimension("sensor", .string, .text), .dimension("proxy", .string, .text),
            .dimension("client", .address, .address), .dimension("user", .string, .text),
            .dimension("database", .string, .text), .dimension("application", .string, .text),
            .dimension("fingerprint", .unsigned, .fingerprint), .dimension("verb", .string, .text),
            .dimension("sqlstate", .string, .text), .dimension("latency", .unsigned, .latency),
        ],
        counters: [
            .counter("calls", .count), .counter("rows", .count), .counter("bytes_in", .bytes),
            .counter("bytes_out", .bytes), .counter("duration", .microseconds),
        ])

    /// One row a client connection, written when it ends.
    public static let sessions = TableSchema(
        name: "sessions", resolution: 1,
        dimensions: [
            .dimension("sensor", .string, .text), .dimension("proxy", .string, .text),
            .dimension("client", .address, .address), .dimension("client_port", .unsigned, .number),
            .dimension("user", .string, .text), .dimension("database", .string, .text),
            .dimension("application", .string, .text), .dimension("backend_pid", .unsigned, .number),
            .dimension("auth", .string, .text), .dimension("tls", .string, .text),
            .dimension("sqlstate", .string, .text),
        ],
        counters: [
            .counter("count", .count), .counter("statements", .count), .counter("bytes_in", .bytes),
            .counter("bytes_out", .bytes), .counter("duration", .microseconds),
        ])

    /// Packets of one source, destination, protocol and destination port, summed over five minutes, in goProbe's words.
    /// The source port is kept only where it ties a flow to a proxied session; else it is 0.
    public static let flows = TableSchema(
        name: "flows", resolution: 300,
        dimensions: [
            .dimension("sensor", .string, .text), .dimension("iface", .string, .text),
            .dimension("sip", .address, .address), .dimension("dip", .address, .address),
            .dimension("sport", .unsigned, .number), .dimension("dport", .unsigned, .number),
            .dimension("proto", .unsigned, .ipProtocol),
        ],
        counters: [
            .counter("packets_rcvd", .count), .counter("packets_sent", .count), .counter("bytes_rcvd", .bytes),
            .counter("bytes_sent", .bytes),
        ])

    /// Suspicious things that happened. `device` is empty for what this sensor saw itself.
    public static let incidents = TableSchema(
        name: "incidents", resolution: 1,
        dimensions: [
            .dimension("sensor", .string, .text), .dimension("device", .string, .text),
            .dimension("trap", .string, .text), .dimension("kind", .string, .text),
            .dimension("action", .string, .text), .dimension("severity", .string, .text),
            .dimension("source", .address, .address), .dimension("country", .string, .text),
            .dimension("user", .string, .text), .dimension("database", .string, .text),
            .dimension("fingerprint", .unsigned, .fingerprint),
        ],
        counters: [.counter("count", .count)])

    /// Attempts to reach ports that are closed or do not answer.
    public static let ports = TableSchema(
        name: "ports", resolution: 1,
        dimensions: [
            .dimension("sensor", .string, .text), .dimension("device", .string, .text),
            .dimension("source", .address, .address), .dimension("port", .unsigned, .number),
            .dimension("protocol", .unsigned, .ipProtocol),
        ],
        counters: [.counter("count", .count)])

    /// Every table of the store, in the order in which `--from` is inferred.
    public static let all: [TableSchema] = [.statements, .sessions, .flows, .incidents, .ports]
}
