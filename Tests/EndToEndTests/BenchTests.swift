import TestSupport
import Testing

/// The benchmarks in small, so that they do not rot; what they measure here means nothing.
@Suite struct BenchTests {
    private static let program = Keddah.folder + "/bench"

    @Test(arguments: [
        ("scanner", "35005 bytes"), ("allocations", "allocations: prepared: "), ("store", "B/row over all columns"),
        ("query", "query: client, in memory: 2 threads"),
    ])
    func `A smoke run comes to its end`(name: String, lastFigure: String) throws {
        let result = try ChildProcess.run([Self.program, name, "--smoke"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains(lastFigure), "\(result.output)")
    }
}
