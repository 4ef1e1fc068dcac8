import ColumnStore
import Observations
import TestSupport
import Testing

@testable import Query

/// The interfaces of sources without metadata.
@Suite struct InterfacePiecesTests {
    private func source(_ interfaces: String..., failure: StoreError? = nil) -> any RowSource {
        let flows = interfaces.enumerated().map { number, name in
            TestFlow(3000 + UInt64(number) * 300, "10.0.0.1", "10.0.0.2", on: name)
        }
        return MemorySource(TestFlow.batch(flows), failure: failure)
    }

    private func plan(timeout: Duration? = nil) throws -> QueryPlan {
        var arguments = QueryArguments(columns: "sip")
        arguments.timeout = timeout
        return try arguments.plan()
    }

    @Test func `All sources are read, on whatever threads`() throws {
        let sources = (0..<50).map { source("eth\($0)", "lo") }
        let pieces = InterfacePieces(of: sources, plan: try plan())
        #expect(pieces.isComplete)
        #expect(pieces.names == ((0..<50).map { "eth\($0)" } + ["lo"]).sorted())
        #expect(pieces.covered(by: ["lo"], 0 ... .max) == 3300...3300)
        #expect(pieces.covered(by: ["eth1", "lo"], 0...3100) == 3000...3000)
        #expect(pieces.covered(by: ["wlan0"], 0 ... .max) == nil)
    }

    @Test func `What could not be read may have any interface`() throws {
        let broken = source("eth1", failure: StoreError(.corrupt, "damaged"))
        let pieces = InterfacePieces(of: [source("eth0"), broken], plan: try plan())
        #expect(pieces.names == ["eth0"] && !pieces.isComplete)
    }

    @Test func `No more rows are read than are worth it, and no longer than the query may take`() throws {
        let sources = [source("a"), source("b", "c", "d"), source("e")]
        let few = InterfacePieces(of: sources, plan: try plan(), mostRows: 2)
        #expect(few.names == ["a", "e"] && !few.isComplete)
        #expect(!InterfacePieces(of: sources, plan: try plan(timeout: .zero)).isComplete)
    }
}
