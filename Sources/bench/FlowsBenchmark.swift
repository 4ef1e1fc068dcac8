import ColumnStore
import Observations
import Platform
import Query

/// The parts of `scripts/bench-store` that are ours: loads flows into a store, packs it anew, and asks it three
/// questions. What it prints is read by that script.
enum FlowsBenchmark {
    private static let questions = [
        // The pairs with the most web traffic: a group for every other row.
        ("Q1", "sip,dip,bytes_rcvd,bytes_sent", "dport = 443", 10),
        // All traffic by service.
        ("Q2", "dport,proto,bytes_rcvd,bytes_sent", nil, 10),
        // What one network had, in steps of five minutes.
        ("Q3", "time,bytes_rcvd,bytes_sent", "net = 10.0.5.0/24", 1000),
    ]

    /// Runs the command in the arguments; false when there is none.
    static func run(_ arguments: [String]) -> Bool {
        do {
            switch (arguments.first, arguments.count) {
            case ("load", 4): try load(arguments[1], into: arguments[2], threads: Int(arguments[3]) ?? 1)
            case ("repack", 2): try repack(arguments[1])
            case ("query", 4): try query(arguments[1], threads: Int(arguments[2]) ?? 1, runs: Int(arguments[3]) ?? 5)
            default: return false
            }
        } catch {
            print("flows: \(error)")
        }
        return true
    }

    private static func load(_ path: String, into directory: String, threads: Int) throws {
        guard let file = FlowsFile(path) else {
            print("flows: \(path) cannot be read")
            return
        }
        let begin = Clock.monotonic()
        let processor = Clock.processCPU()
        let writer = try StoreWriter(directory: directory, tables: [.flows])
        let loader = writer.bulkLoader(for: .flows, threads: threads)
        try file.forEachBatch { (batch) throws(StoreError) in try loader.append(batch) }
        try loader.commit()
        print("load \(file.count) \(milliseconds(since: begin)) \(Double(Clock.processCPU() - processor) * 1e-6)")
        try size(directory)
    }

    private static func repack(_ directory: String) throws {
        let writer = try StoreWriter(directory: directory, tables: [.flows])
        let begin = Clock.monotonic()
        while try writer.repack(before: Clock.seconds(), rows: 1 << 20) {}
        print("repack \(milliseconds(since: begin))")
        try size(directory)
    }

    private static func size(_ directory: String) throws {
        let snapshot = try StoreReader(directory: directory).snapshot(of: .flows, from: 0, to: .max)
        let rows = snapshot.sources.reduce(0) { $0 + $1.rowCount }
        var total = 0
        for (index, column) in TableSchema.flows.columns.enumerated() {
            let bytes = snapshot.sources.reduce(0) { $0 + $1.storedBytes(columns: [index]) }
            total += bytes
            print("column \(column.name) \(bytes)")
        }
        print("size \(rows) \(total)")
    }

    private static func query(_ directory: String, threads: Int, runs: Int) throws {
        let reader = try StoreReader(directory: directory)
        for (name, columns, condition, limit) in questions {
            var arguments = QueryArguments(columns: columns, table: "flows")
            arguments.condition = condition
            (arguments.first, arguments.limit) = ("1", limit)
            arguments.timeResolution = "5m"
            let plan = try arguments.plan()
            _ = try QueryEngine.run(plan, reader: reader, threads: threads)
            var times: [Double] = []
            var answer: QueryResult?
            for _ in 0..<max(1, runs) {
                let begin = Clock.monotonic()
                answer = try QueryEngine.run(plan, reader: reader, threads: threads)
                times.append(milliseconds(since: begin))
            }
            times.sort()
            print("time \(name) \(threads) \(times[0]) \(times[times.count / 2])")
            guard let answer else { continue }
            print("groups \(name) \(answer.groups) \(answer.statistics.bytesRead)")
            for row in answer.rows {
                let keys = row.keys.map { key in
                    switch key {
                    case .unsigned(let number): String(number)
                    case .text(let text): text
                    case .address(let address): address.description
                    }
                }
                print("row", name, (keys + row.figures.map(String.init)).joined(separator: " "))
            }
        }
    }

    private static func milliseconds(since begin: UInt64) -> Double { Double(Clock.monotonic() - begin) * 1e-6 }
}
