import Arguments
import Query

/// goQuery's flags, for every command that asks the store.
enum QueryFlags {
    static let from = Option<String?>(
        "from", value: "TABLE", completion: .named(CompletionKinds.table),
        "The table, such as statements or flows; else found by the columns.")
    static let interfaces = Option<String?>(
        "interfaces", "i", aliases: ["ifaces"], value: "IFACES", completion: .named(CompletionKinds.interfaces),
        "The interfaces of flows: names, any, !eth0 or /eth.*/, separated by commas.")
    private static let condition = Option<String?>(
        "condition", "c", value: "CONDITION", completion: .named(CompletionKinds.condition),
        "Which rows count, such as 'user = web & latency > 10ms'.")
    private static let first = Option<String?>(
        "first", "f", value: "TIME", "The earliest time: a date, seconds since 1970, or relative such as -1d.")
    private static let last = Option<String?>("last", "l", value: "TIME", "The latest time; else now.")
    private static let step = Option<String?>(
        "time-resolution", aliases: ["query.time-resolution"], value: "STEP",
        "The steps of the column time: auto, or a multiple of the table's own.")
    private static let limit = Option<Int?>(
        "limit", "n", aliases: ["num", "results"], value: "N", "How many rows are shown (1000; over time all).")
    private static let sort = Option<String?>(
        "sort-by", "s", aliases: ["sort"], value: "COUNTER", completion: .named(CompletionKinds.sort),
        "What rows are sorted by: bytes, packets, time, a counter.")
    private static let ascending = Option<Bool>(flag: "ascending", "a", "Smallest first.")
    private static let incoming = Option<Bool>(flag: "in", nil, "Show what was received only.")
    private static let outgoing = Option<Bool>(flag: "out", nil, "Show what was sent only.")
    private static let sum = Option<Bool>(flag: "sum", nil, "Add what was received and what was sent.")
    private static let output = Option<Format?>(
        "output", "e", aliases: ["format"], value: "FORMAT", "A table for people, JSON or CSV.")
    private static let resolve = Option<Bool>(
        flag: "resolve", "r", aliases: ["dns-resolution.enabled"], "Show hosts by their names in a table.")
    private static let resolveRows = Option<Int?>(
        "resolve-rows", aliases: ["dns-resolution.max-rows"], value: "N", "Look up the hosts of so many rows (25).")
    private static let resolveTimeout = Option<Seconds?>(
        "resolve-timeout", aliases: ["dns-resolution.timeout"], value: "TIME", "How long looking up may take (1s).")
    private static let threads = Option<Int?>("threads", value: "N", "Cores to use; 0 for all.")
    private static let statistics = Option<Bool>(
        flag: "stats", aliases: ["query.stats"], "Print blocks, bytes and rows read.")
    private static let memory = Option<Int?>(
        "max-memory", value: "BYTES", "What the groups may take; 0 for the share below.")
    private static let memoryShare = Option<Int?>(
        "max-mem-pct", aliases: ["memory.max-pct"], value: "PERCENT", "How much of the machine's memory (60).")

    private static let timeout = Option<Seconds?>(
        "timeout", aliases: ["query.timeout"], value: "TIME", "Give up after so long, such as 10s.")

    /// What every question takes.
    static let common: [any Parameter] = [
        condition, first, last, step, limit, sort, ascending, incoming, outgoing, sum, output, resolve, resolveRows,
        resolveTimeout, threads, statistics, memory, memoryShare, timeout, SharedOptions.store,
        SharedOptions.configuration,
    ]

    static let all: [any Parameter] = [from, interfaces] + common

    /// How an answer is printed.
    private enum Format: String, ArgumentValue, CaseIterable {
        case text, txt, json, csv
    }

    /// A time that something may take.
    private struct Seconds: ArgumentValue {
        let duration: Duration
        let argumentText: String

        init(argument: String) throws(InvalidArgument) {
            guard let duration = NameResolution.timeout(argument) else {
                throw InvalidArgument("\"\(argument)\" is no time of an hour at most, such as 1s or 500ms")
            }
            self.duration = duration
            argumentText = argument
        }
    }

    /// Puts the flags that were given into a question, over what it has already.
    static func apply(_ invocation: Invocation, to arguments: inout QueryArguments) {
        arguments.condition = invocation[condition] ?? arguments.condition
        arguments.first = invocation[first] ?? arguments.first
        arguments.last = invocation[last] ?? arguments.last
        arguments.timeResolution = invocation[step] ?? arguments.timeResolution
        arguments.limit = invocation[limit] ?? arguments.limit
        arguments.sortBy = invocation[sort] ?? arguments.sortBy
        arguments.ascending = invocation[ascending] || arguments.ascending
        arguments.format = invocation[output].flatMap { OutputFormat(name: $0.rawValue) } ?? arguments.format
        arguments.resolution.isEnabled = invocation[resolve] || arguments.resolution.isEnabled
        arguments.resolution.rows = invocation[resolveRows] ?? arguments.resolution.rows
        arguments.resolution.timeout = invocation[resolveTimeout]?.duration ?? arguments.resolution.timeout
        arguments.threads = invocation[threads] ?? arguments.threads
        arguments.showsStatistics = invocation[statistics] || arguments.showsStatistics
        // A share on top of a stored query's bytes is meant to count.
        arguments.maxMemory = invocation[memory] ?? (invocation[memoryShare] == nil ? arguments.maxMemory : 0)
        arguments.timeout = invocation[timeout]?.duration ?? arguments.timeout
        arguments.maxMemoryPercent = invocation[memoryShare] ?? arguments.maxMemoryPercent
        applyDirections(invocation, to: &arguments)
    }

    /// The same, with the flags that only `keddah query` takes.
    static func applyAll(_ invocation: Invocation, to arguments: inout QueryArguments) {
        arguments.table = invocation[from] ?? arguments.table
        arguments.interfaces = invocation[interfaces] ?? arguments.interfaces
        apply(invocation, to: &arguments)
    }

    private static func applyDirections(_ invocation: Invocation, to arguments: inout QueryArguments) {
        guard invocation[incoming] || invocation[outgoing] || invocation[sum] else { return }
        var flags = DirectionFlags()
        if invocation[incoming] { flags.incoming = true }
        if invocation[outgoing] { flags.outgoing = true }
        flags.sum = invocation[sum]
        arguments.directions = flags.directions
    }
}
