import ColumnStore
import Observations
import Testing

@testable import Query

@Suite struct QueryEngineTests {
    static let rows = RandomRows.statements(2500, seed: 20_260_225)
    static let sources: [any RowSource] = RandomRows.sources(rows)

    static func plan(_ columns: String, _ change: (inout QueryArguments) -> Void = { _ in }) throws -> QueryPlan {
        var arguments = QueryArguments(columns: columns, table: "statements")
        arguments.first = String(RandomRows.start)
        arguments.threads = 2
        change(&arguments)
        return try arguments.plan(now: Int64(RandomRows.start) + 86_400, zone: .utc)
    }

    /// Compares rows, totals and the number of groups with the naive model.
    private func check(_ plan: QueryPlan, threads: Int = 2) throws {
        let result = try QueryEngine.run(plan, sources: Self.sources, threads: threads)
        let model = NaiveModel(plan: plan)
        let groups = model.groups(Self.rows)
        #expect(result.groups == groups.count)
        #expect(result.rows.map(\.keys) == groups.prefix(plan.limit).map(\.keys))
        #expect(result.rows.map(\.figures) == groups.prefix(plan.limit).map { model.figures($0.rows) })
        #expect(result.totals == model.figures(groups.flatMap(\.rows)))
    }

    @Test(arguments: [
        "calls = 5", "calls != 5", "calls < 5", "calls <= 5", "calls > 5", "calls >= 5", "calls in (1, 3, 9)",
        "calls not in (1, 3, 9)", "calls < 0", "calls >= 0", "user = ann", "user != ann", "user in (ann, bob, nobody)",
        "user not in (ann, bob)", "user = nobody", "application = ''", "client = 10.1.0.7", "client != 10.1.0.7",
        "client = 10.0.0.0/15", "client = 2001:db8::/32", "client in (local, 10.2.0.0/16)", "client not in (local)",
        "client = 0.0.0.0/0", "client = ::/0", "fingerprint = ab54a98ceb1f0a03", "fingerprint != 0xab54a98ceb1f0a03",
        "sqlstate != 00000", "sqlstate = 42p01", "verb = SELECT", "latency > 10ms", "latency <= 100us", "duration > 1s",
        "rows > 100 & user = eve", "rows > 100 | user = eve", "!(user = eve | user = bob) & database = shop",
        "user = ann & (database = crm | verb = insert) & !calls > 7", "bytes_out > 100k",
    ])
    func everyOperatorAndKindOfColumn(condition: String) throws {
        try check(Self.plan("user,database,calls,bytes_out") { $0.condition = condition })
    }

    @Test(arguments: [
        "user", "client", "client,user", "fingerprint", "fingerprint,client,application", "latency", "latency,p50",
        "time", "time,user", "time,latency,client,sqlstate", "raw", "calls", "calls,p99", "user,p50,p95,p99,mean",
        "user,errors", "sensor,proxy,client,user,database,application,verb,sqlstate", "bytes_in,user,rows",
    ])
    func everyKindOfGroup(columns: String) throws {
        try check(Self.plan(columns))
        try check(Self.plan(columns) { $0.condition = "rows > 250" }, threads: 1)
    }

    @Test(arguments: ["calls", "rows", "bytes", "bytes_in", "duration", "mean", "p50", "p95", "p99", "errors"])
    func everySortKey(name: String) throws {
        for ascending in [false, true] {
            try check(
                Self.plan("user,database,fingerprint") {
                    $0.sortBy = name
                    $0.ascending = ascending
                    $0.limit = 17
                })
        }
    }

    @Test func sortingByTimeBeginsWithTheOldestUnlessAsked() throws {
        try check(Self.plan("time,user") { $0.limit = 5 })
        try check(Self.plan("time,user") { $0.sortBy = "time" })
        try check(Self.plan("time,user") { $0.sortBy = "calls" })
        try check(Self.plan("time,user") { $0.timeResolution = "5m" })
    }

    @Test func timeCutsThroughSources() throws {
        let start = Int64(RandomRows.start)
        try check(
            Self.plan("user") {
                $0.first = String(start + 600)
                $0.last = String(start + 1200)
            })
        try check(
            Self.plan("user,p95") {
                $0.first = String(start + 1)
                $0.last = String(start + 59)
            })
    }

    @Test func sourcesOutsideTheTimeAreNotRead() throws {
        let plan = try Self.plan("user") {
            $0.first = String(RandomRows.start + 7200)
            $0.last = String(RandomRows.start + 7300)
        }
        let result = try QueryEngine.run(plan, sources: Self.sources)
        #expect(result.rows.isEmpty)
        #expect(result.covered == nil)
        #expect(result.statistics.blocks == 0)
        #expect(result.statistics.blocksSkipped == Self.sources.count)
        #expect(result.statistics.bytesRead == 0)
    }

    @Test func columnsOfTheAnswerAreReadOnlyWhereTheConditionHolds() throws {
        let plan = try Self.plan("user,calls") { $0.condition = "database = nothing" }
        let result = try QueryEngine.run(plan, sources: Self.sources)
        #expect(result.statistics.rowsRead == Self.rows.count)
        #expect(result.statistics.bytesRead == Self.rows.count * 8)
        #expect(result.statistics.rowsSelected == 0)
    }

    @Test func damagedSourcesAreCountedAndLeftOut() throws {
        var sources = Self.sources
        let torn = MemorySource(
            RowBatch(schema: .statements, rows: Array(Self.rows.prefix(10))), failure: StoreError(.corrupt, "torn"))
        sources.append(torn)
        let result = try QueryEngine.run(Self.plan("calls"), sources: sources)
        let healthy = try QueryEngine.run(Self.plan("calls"), sources: Self.sources)
        #expect(result.rows == healthy.rows)
        #expect(result.statistics.blocksDamaged == 1)
        #expect(result.statistics.firstDamage == "torn")
    }

    @Test func expiredSourcesAreNoDamage() throws {
        let gone = MemorySource(
            RowBatch(schema: .statements, rows: Array(Self.rows.prefix(10))), failure: StoreError(.gone, "expired"))
        let result = try QueryEngine.run(Self.plan("calls"), sources: Self.sources + [gone])
        #expect(result.statistics.blocksDamaged == 0)
        #expect(result.statistics.blocks == Self.sources.count)
    }

    @Test func aCodeWithoutItsTextIsDamage() throws {
        var columns = RowBatch(schema: .statements, rows: Array(Self.rows.prefix(3))).columns
        columns[4] = .strings(codes: [0, 1, 2], dictionary: ["ann", "bob"])
        let broken = MemorySource(RowBatch(schema: .statements, count: 3, columns: columns))
        let result = try QueryEngine.run(Self.plan("user"), sources: [broken])
        #expect(result.rows.isEmpty)
        #expect(result.statistics.blocksDamaged == 1)
    }

    @Test func theLargestCountersDoNotTrap() throws {
        var row = Self.rows[0]
        for index in TableSchema.statements.columns.indices where TableSchema.statements.columns[index].role == .counter
        {
            row.values[index] = .unsigned(.max)
        }
        row.values[10] = .unsigned(.max)
        var other = row
        other.values[11] = .unsigned(1)
        other.values[7] = .unsigned(7)
        let rows = [row, other]
        let source = MemorySource(RowBatch(schema: .statements, rows: rows))
        let result = try QueryEngine.run(Self.plan("calls,rows,mean,p99,errors"), sources: [source])
        #expect(result.rows[0].figures[0] == 0)
        let groups = try QueryEngine.run(Self.plan("fingerprint,rows,bytes_in"), sources: [source])
        #expect(groups.rows.count == 2 && groups.totals == [.max, .max])
        let single = try QueryEngine.run(
            Self.plan("user,calls,duration,mean,p99") { $0.condition = "calls = 1" }, sources: [source])
        #expect(single.rows[0].figures.prefix(3) == [1, .max, .max])
        #expect(single.printed(PrintedAnswers.options).contains("213503982.33  d"))
    }

    @Test func noSourcesGiveAnEmptyAnswer() throws {
        let result = try QueryEngine.run(Self.plan("user,p50"), sources: [])
        #expect(result.rows.isEmpty && result.groups == 0)
        #expect(result.totals == [0])
    }

    @Test func moreMemoryThanAllowedIsAnError() throws {
        let plan = try Self.plan("raw") { $0.maxMemory = 20_000 }
        #expect { try QueryEngine.run(plan, sources: Self.sources) } throws: { error in
            (error as? QueryError)?.code == .memory
        }
    }

    @Test func `Rows and what they print take of the memory too`() throws {
        let few = try Self.plan("fingerprint,user") { ($0.maxMemory, $0.limit) = (8_000_000, 10) }
        #expect(try QueryEngine.run(few, sources: Self.sources).rows.count == 10)
        let long = String(repeating: "x", count: 500_000)
        let rows = (0..<8).map { number in
            var row = Self.rows[0]
            row.values[4] = .text("ann")
            row.values[5] = .text(long)
            row.values[7] = .unsigned(UInt64(number))
            return row
        }
        let sources = RandomRows.sources(rows, pieces: 1)
        let one = try Self.plan("fingerprint,database") { ($0.maxMemory, $0.limit) = (8_000_000, 1) }
        #expect(try QueryEngine.run(one, sources: sources).rows.count == 1)
        // Each row prints the text, of which there is one in memory.
        let all = try Self.plan("fingerprint,database") { $0.maxMemory = 8_000_000 }
        #expect {
            try QueryEngine.run(all, sources: sources)
        } throws: { error in
            (error as? QueryError)?.code == .memory
        }
    }

    @Test func manyGroupsPassThroughThePartitions() throws {
        let count = 60_000
        var columns = TableSchema.statements.columns.map { ColumnVector?(ColumnVector.empty($0.kind)) }
        for index in columns.indices {
            switch TableSchema.statements.columns[index].kind {
            case .time: columns[index] = .unsigned(.init(repeating: RandomRows.start, count: count))
            case .unsigned: columns[index] = .unsigned((0..<UInt64(count)).map { $0 % 50_000 })
            case .string: columns[index] = .strings(codes: .init(repeating: 0, count: count), dictionary: [""])
            case .address: columns[index] = .addresses(.init(repeating: .local, count: count))
            }
        }
        let source = MemorySource(RowBatch(schema: .statements, count: count, columns: columns))
        let plan = try Self.plan("fingerprint,calls") { $0.limit = 3 }
        let result = try QueryEngine.run(plan, sources: [source, source], threads: 2)
        #expect(result.groups == 50_000)
        let total = (0..<count).reduce(0) { $0 + $1 % 50_000 } * 2
        #expect(result.totals == [UInt64(total)])
        #expect(result.rows.map { $0.figures[0] } == [99_998, 99_996, 99_994])
    }
}
