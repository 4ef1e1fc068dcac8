import Bytes
import Glibc
import Observations

/// Turns arguments into a plan, or says which argument is wrong.
struct QueryPlanner {
    let arguments: QueryArguments
    let now: Int64
    let zone: TimeZoneRule
    let tables: [TableSchema]
    let present: [String]
    let resolve: HostResolver?

    private static let usualLimit = 1000

    /// How long the addresses of a condition's hosts are waited for.
    private static let hostLimit = Duration.seconds(5)

    func plan() throws(QueryError) -> QueryPlan {
        let deadline = arguments.timeout.map { ContinuousClock.now.advanced(by: $0) }
        try checkNumbers()
        let schema = try table()
        let selection = try selection(in: schema)
        let hasTime = selection.dimensions.contains(0)
        let range = try range(isShort: hasTime)
        let sortKey = try sortKey(in: schema, hasTime: hasTime)
        let step = try TimeStep.parse(arguments.timeResolution, schema: schema, range: range)
        let interfaces = try interfaces(of: schema)
        let filter = try filter(in: schema)
        return QueryPlan(
            schema: schema, dimensions: selection.dimensions, measures: selection.measures,
            condition: filter.condition, direction: filter.direction, interfaces: interfaces,
            conditionText: arguments.condition, range: range, timeStep: step, directions: arguments.directions,
            sortKey: sortKey,
            // Over time people read from the oldest on, as goQuery has it.
            isAscending: arguments.ascending || sortKey == .time,
            limit: arguments.limit ?? (hasTime ? arguments.limitOverTime : Self.usualLimit),
            threads: arguments.threads > 0 ? min(arguments.threads, 256) : Self.cores,
            maxMemory: arguments.maxMemory > 0
                ? arguments.maxMemory : Self.memory / 100 * arguments.maxMemoryPercent,
            timeout: arguments.timeout, deadline: deadline, resolution: arguments.resolution, format: arguments.format,
            showsStatistics: arguments.showsStatistics)
    }

    private func checkNumbers() throws(QueryError) {
        guard arguments.limit ?? 1 >= 1, arguments.limitOverTime >= 1 else {
            throw argument("the number of rows must be at least 1")
        }
        guard arguments.threads >= 0 else { throw argument("the number of threads must not be negative") }
        guard arguments.maxMemory >= 0 else { throw argument("--max-memory must not be negative") }
        guard (1...100).contains(arguments.maxMemoryPercent) else {
            throw argument("the share of the memory must be between 1 and 100 percent")
        }
        guard arguments.resolution.rows >= 0, arguments.resolution.timeout >= .zero else {
            throw argument("rows and time of name resolution must not be negative")
        }
    }

    private func interfaces(of schema: TableSchema) throws(QueryError) -> InterfaceSelection? {
        guard let text = arguments.interfaces else { return nil }
        guard schema.interfaceColumn != nil else {
            throw argument("\(schema.name) has no interfaces: -i is for flows")
        }
        return try InterfaceSelection(text)
    }

    private func argument(_ message: String) -> QueryError { QueryError(.argument, message) }

    private static var cores: Int { max(1, min(256, sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

    private static var memory: Int { max(1 << 26, sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))) }

    /// The table asked for, else the first one that has all the columns and in which the condition makes sense, and
    /// among several of them one that the store has rows of.
    private func table() throws(QueryError) -> TableSchema {
        if let name = arguments.table {
            if let schema = tables.first(where: { $0.name == name.lowercased() }) { return schema }
            let names = tables.map(\.name)
            let hint = NearestName.find(name, among: names).map { "did you mean '\($0)'?" }
            throw argument("there is no table '\(name)': \(hint ?? "there are " + names.joined(separator: ", "))")
        }
        let possible = tables.filter { arguments.interfaces == nil || $0.interfaceColumn != nil }
        let candidates = possible.filter { ColumnSelection.unknown(arguments.columns, $0).isEmpty }
        let fitting = candidates.filter { schema in
            guard let text = arguments.condition else { return true }
            return QueryFilter.isReadable(text, schema: schema)
        }
        let found = firstPresent(fitting) ?? firstPresent(candidates) ?? nearest(among: possible) ?? tables.first
        guard let found else { throw argument("there are no tables") }
        return found
    }

    /// The first table that the store has rows of, else the first one.
    private func firstPresent(_ tables: [TableSchema]) -> TableSchema? {
        tables.first { present.contains($0.name) } ?? tables.first
    }

    /// Where no table has all columns, the mistake is said of the one that has most of them.
    private func nearest(among tables: [TableSchema]) -> TableSchema? {
        let missing = tables.map { ColumnSelection.unknown(arguments.columns, $0).count }
        guard let least = missing.min() else { return nil }
        return firstPresent(zip(tables, missing).filter { $1 == least }.map { $0.0 })
    }

    private func selection(in schema: TableSchema) throws(QueryError) -> ColumnSelection {
        switch ColumnSelection.read(arguments.columns, schema: schema, directions: arguments.directions) {
        case .success(let selection): return selection
        case .failure(let unknown):
            let names = schema.columns.filter { $0.role != .counter }.map(\.name)
            let figures = Measure.all(of: schema).map { $0.name(in: schema) }
            if unknown.name.isEmpty {
                throw argument(
                    "a column's name is missing in '\(arguments.columns)': \(schema.name) has "
                        + (names + figures).joined(separator: ", "))
            }
            throw argument(ColumnNames.unknown(unknown.name, in: schema.name, candidates: names + figures))
        }
    }

    private func filter(in schema: TableSchema) throws(QueryError) -> QueryFilter {
        guard let text = arguments.condition else { return QueryFilter() }
        do throws(ConditionError) {
            let limit = min(arguments.timeout ?? Self.hostLimit, Self.hostLimit)
            return try QueryFilter(text, schema: schema, within: limit, resolve: resolve)
        } catch {
            throw QueryError(.condition(error), error.rendered(in: text))
        }
    }

    private func range(isShort: Bool) throws(QueryError) -> ClosedRange<UInt64> {
        let last =
            try arguments.last.map { text throws(QueryError) in
                try TimeExpression.parse(text, now: now, zone: zone)
            } ?? UInt64(max(0, now))
        let usual = Int64(clamping: last) - (isShort ? 1 : 30) * 86_400
        let first =
            try arguments.first.map { text throws(QueryError) in
                try TimeExpression.parse(text, now: now, zone: zone)
            } ?? UInt64(max(0, usual))
        guard first <= last else {
            throw argument(
                "the time range ends before it begins: \(Timestamp.text(first, zone: zone)) to "
                    + Timestamp.text(last, zone: zone))
        }
        return first...last
    }

    private func sortKey(in schema: TableSchema, hasTime: Bool) throws(QueryError) -> SortKey {
        guard let name = arguments.sortBy?.lowercased() else {
            if hasTime { return .time }
            // goQuery sorts flows by their bytes.
            if schema.directions != nil { return .counters(counters(of: "bytes", in: schema)) }
            return schema.eventCounter.map { .measure(.counter($0)) } ?? .counters([])
        }
        if name == "time" {
            guard hasTime else { throw argument("rows can be sorted by time only when time is a column") }
            return .time
        }
        if let measure = Measure.named(name, in: schema) { return .measure(measure) }
        let group = counters(of: name, in: schema)
        guard !group.isEmpty else {
            let names = ["time"] + Measure.all(of: schema).map { $0.name(in: schema) }
            throw argument("rows cannot be sorted by '\(name)': there are \(names.joined(separator: ", "))")
        }
        return .counters(group)
    }

    /// The counters of one kind that differ in direction: `bytes` stands for `bytes_in` and `bytes_out`.
    private func counters(of group: String, in schema: TableSchema) -> [Int] {
        schema.counters.filter { index in
            let name = CounterName(schema.columns[index].name)
            return name.group == group && name.isShown(arguments.directions)
        }
    }
}
