/// Chooses what the `bench` program does by its first argument.
enum BenchmarkCommand {
    private static let usage = """
        usage: bench [scanner|allocations|store|query|all] [--smoke]
               bench fingerprint-oracle DIRECTORY...
               bench days [ROWS]
               bench flows load FILE STORE THREADS | repack STORE | query STORE THREADS RUNS
        The relay beside its peers: scripts/bench-relay; many sessions: scripts/bench-sessions;
        the store beside its peers: scripts/bench-store
        """

    static func run(_ arguments: [String]) {
        let smoke = arguments.contains("--smoke")
        switch arguments.first(where: { $0 != "--smoke" }) ?? "all" {
        case "scanner": ScannerBenchmark.run(smoke: smoke)
        case "allocations": AllocationBenchmark.run(smoke: smoke)
        case "store": StoreBenchmark.run(smoke: smoke)
        case "query": QueryBenchmark.run(smoke: smoke)
        case "all":
            ScannerBenchmark.run(smoke: smoke)
            AllocationBenchmark.run(smoke: smoke)
            StoreBenchmark.run(smoke: smoke)
            QueryBenchmark.run(smoke: smoke)
        case "days": DaysBenchmark.run(rows: arguments.dropFirst().first.flatMap { Int($0) } ?? 30_000_000)
        case "flows": if !FlowsBenchmark.run(Array(arguments.dropFirst())) { print(usage) }
        case "fingerprint-oracle": FingerprintOracle.run(directories: Array(arguments.dropFirst()))
        default: print(usage)
        }
    }
}
