import Observations
import Testing

@testable import Proxy

@Suite struct StatementTableTests {
    private func row(_ fingerprint: UInt64, latency: UInt8 = 1, dimensions: UInt32 = 1) -> StatementCounts {
        StatementCounts(
            dimensions: dimensions, sqlstate: .success, fingerprint: fingerprint,
            latency: LatencyBucket(number: latency),
            verb: 1, calls: 1, rows: 2, bytesIn: 3, bytesOut: 4, duration: 5)
    }

    @Test func `Equal keys are one row`() {
        var table = StatementTable(seed: 1)
        for _ in 0..<10 { table.add(row(7)) }
        table.add(row(7, latency: 2))
        table.add(row(7, dimensions: 2))
        #expect(table.rows.count == 3)
        let sum = table.rows[0]
        #expect([sum.calls, sum.rows, sum.bytesIn, sum.bytesOut, sum.duration] == [10, 20, 30, 40, 50])
    }

    @Test func `What does not fit counts under (other), and is counted`() {
        var table = StatementTable(seed: 1)
        for number in 0..<40_000 {
            table.add(row(UInt64(number) &* 0x9e37_79b9_7f4a_7c15, latency: UInt8(number % 50)))
        }
        let taken = table.take()
        #expect(taken.rows.count <= StatementTable.capacity)
        #expect(taken.rows.reduce(0) { $0 + $1.calls } == 40_000)
        let other = taken.rows.filter { $0.dimensions == DimensionTable.otherID }
        #expect(other.count == 50)
        #expect(other.reduce(0) { $0 + $1.calls } == taken.overflow)
        #expect(taken.overflow > 7_000)
    }

    @Test func `A row that is there already is counted even when the table is full`() {
        var table = StatementTable(seed: 1)
        for number in 0..<40_000 { table.add(row(UInt64(number))) }
        let overflow = table.overflow
        table.add(row(5))
        #expect(table.overflow == overflow)
        #expect(table.rows.first { $0.fingerprint == 5 }?.calls == 2)
    }

    @Test func `Taking empties it`() {
        var table = StatementTable(seed: 1)
        for number in 0..<40_000 { table.add(row(UInt64(number))) }
        _ = table.take()
        #expect(table.rows.isEmpty)
        #expect(table.overflow == 0)
        table.add(row(9))
        let rows = table.take().rows
        #expect(rows == [row(9)])
    }
}
