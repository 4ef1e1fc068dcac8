import Observations
import Testing

@testable import Capture

/// Many sources and odd times.
@Suite struct ScanDetectorTests {
    private func probe(_ source: Int, _ port: Int, at time: UInt64 = 1_000) -> FailedProbe {
        FailedProbe(
            time: time, source: IPAddress(v4: UInt32(source)),
            target: .init(host: IPAddress(v4: 1), port: UInt16(port), proto: 6), evidence: .refusal)
    }

    @Test func `Sources that nobody heard of twice make room for others`() {
        let detector = ScanDetector(PortScanOptions(), firstID: 1)
        var told: [PortScan] = []
        for number in 0..<100_000 {
            _ = detector.take([probe(1 << 24 + number, 80)])
            if number % 5_000 == 4_999 { told += detector.take([probe(7, 1000 + number / 5_000)]) }
        }
        told += detector.finish()
        #expect(told.last?.source == IPAddress(v4: 7) && told.last?.ports == 20)
        #expect(detector.lost == 0)
    }

    @Test func `Attempts that there is no room for are counted`() {
        let detector = ScanDetector(PortScanOptions(), firstID: 1)
        for number in 0..<70_000 {
            for port in [80, 443] { _ = detector.take([probe(1 << 24 + number, port)]) }
        }
        #expect(detector.lost == 2 * (70_000 - 65_536))
        let sink = Collector()
        let room = ScanRoom(PortScanOptions(), sink: sink)
        let lost = room.take((0..<70_000).flatMap { [probe($0, 80), probe($0, 443)] })
        #expect(lost == 2 * (70_000 - 65_536) && sink.ports.count == 140_000)
    }

    @Test func `Time that goes back ends what was under way, once`() {
        let sink = Collector()
        let room = ScanRoom(PortScanOptions(), sink: sink)
        room.take((0..<20).map { probe(7, 1000 + $0, at: 100_000) })
        for turn in 0..<50 as Range<UInt64> {
            room.advance(to: 1_000 + turn)
            room.take((0..<20).map { probe(7, 1000 + Int(turn) * 20 + $0, at: 1_000 + turn) })
        }
        room.finish()
        #expect(sink.lastOfScans.map(\.ports) == [20, 1000])
        #expect(sink.lastOfScans.allSatisfy { $0.hasEnded })
    }

    @Test func `A little disorder in time ends nothing`() {
        let sink = Collector()
        let room = ScanRoom(PortScanOptions(), sink: sink)
        for turn in 0..<30 as Range<UInt64> {
            let time = 1_000 + turn - turn % 3 * 7
            room.advance(to: time)
            room.take([probe(7, 1000 + Int(turn), at: time)])
        }
        room.finish()
        #expect(sink.lastOfScans.map(\.ports) == [30])
    }
}
