import CAllocations
import Observations
import Platform
import PostgresWire
import Proxy

/// How often the data plane allocates for a statement that it has seen before: a client and a server that only move
/// ready-made bytes, and the proxy between them, in one process whose allocations are counted.
enum AllocationBenchmark {
    /// Measures simple and prepared statements; a smoke run makes fewer.
    static func run(smoke: Bool) {
        let count = smoke ? 2_000 : 200_000
        do {
            for (name, exchange) in [("simple", Exchange.simple), ("prepared", Exchange.prepared)] {
                let perStatement = try measure(exchange, count)
                print("allocations: \(name): \(perStatement) a statement over \(count) statements")
            }
        } catch {
            print("allocations: \(error)")
        }
    }

    private static func measure(_ exchange: Exchange, _ count: Int) throws(SystemError) -> Double {
        let server = try ScriptedServer(exchange)
        let runtime = ProxyRuntime(
            [
                ProxyOptions(
                    name: "bench", listen: [.v4(0x7f00_0001, port: 0)], upstream: [server.address],
                    upstreamName: "bench")
            ], shapeKey: 1, sink: DiscardingSink())
        try runtime.start(loops: 1)
        defer { runtime.stop() }
        let client = try ScriptedClient(runtime.status[0].listen[0], exchange)
        try client.execute(1_000)
        let before = keddah_allocations()
        try client.execute(count)
        return Double(keddah_allocations() - before) / Double(count)
    }
}

/// Forgets what the proxy observed.
private struct DiscardingSink: ObservationSink {
    func receive(_ batch: ObservationBatch) {}
    func receive(_ events: [StatementEvent], lost: UInt64) {}
}
