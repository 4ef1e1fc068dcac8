import Arguments
import Query

/// goQuery's flags, for every command that asks the store.
enum QueryFlags {
    static let from = Option<String?>(
        "from", value: "TABLE", "The table: statements or sessions; else found by the columns.")
    private static let condition = Option<String?>(
        "condition", "c", value: "CONDITION", "Which rows count, such as 'user = web & latency > 10ms'.")
    private static let first = Option<String?>(
        "first", "f", value: "TIME", "The earliest time: a date, seconds since 1970, or relative such as -1d.")
    private static let last = Option<String?>("last", "l", value: "TIME", "The latest time; else now.")
    private static let resolution = Option<String?>(
        "time-resolution", value: "STEP", "The steps of the column time: auto, or a multiple of the table's own.")
    private static let limit = Option<Int?>("limit", "n", value: "N", "How many rows are shown (1000).")
    private static let sort = Option<String?>("sort-by", "s", value: "COUNTER", "What rows are sorted by.")
    private static let ascending = Option<Bool>(flag: "ascending", "a", "Smallest first.")
    private static let threads = Option<Int>("threads", value: "N", default: 0, "Cores to use; 0 for all.")
    private static let statistics = Option<Bool>(flag: "stats", nil, "Print blocks, bytes and rows read.")
    private static let memory = Option<Int>(
        "max-memory", value: "BYTES", default: 0, "What the groups may take; 0 for 60% of the machine.")

    /// What every question takes.
    static let common: [any Parameter] = [
        condition, first, last, resolution, limit, sort, ascending, SharedOptions.output, threads, statistics, memory,
        SharedOptions.store, SharedOptions.configuration,
    ]

    static let all: [any Parameter] = [from] + common

    /// Puts the flags that were given into a question.
    static func apply(_ invocation: Invocation, to arguments: inout QueryArguments) {
        arguments.condition = invocation[condition]
        arguments.first = invocation[first]
        arguments.last = invocation[last]
        arguments.timeResolution = invocation[resolution]
        if let limit = invocation[limit] { arguments.limit = limit }
        if let sort = invocation[sort] { arguments.sortBy = sort }
        arguments.ascending = invocation[ascending]
        arguments.format = OutputFormat(invocation[SharedOptions.output])
        arguments.threads = invocation[threads]
        arguments.showsStatistics = invocation[statistics]
        arguments.maxMemory = invocation[memory]
    }
}
