import Observations

/// Makes rows and scans out of what failed, on all interfaces together.
final class ScanRoom {
    private var detector: ScanDetector?
    private let sink: any CaptureSink
    private var nextID: UInt64 = 1

    init(_ options: PortScanOptions?, sink: any CaptureSink) {
        self.sink = sink
        change(options)
    }

    /// Changes the thresholds, begins or stops looking for scans.
    func change(_ options: PortScanOptions?) {
        guard let options else {
            finish()
            detector = nil
            return
        }
        if let detector {
            detector.change(options)
        } else {
            detector = ScanDetector(options, firstID: nextID)
            nextID += 1 << 32
        }
    }

    /// Takes what failed since the last time; gives how much of it was not looked at, being too much.
    @discardableResult
    func take(_ probes: [FailedProbe]) -> UInt64 {
        guard !probes.isEmpty else { return 0 }
        sink.ports(Self.attempts(probes))
        guard let detector else { return 0 }
        let before = detector.lost
        detector.take(probes).forEach(sink.scan)
        return detector.lost - before
    }

    /// Notes that time goes on, in seconds since 1970 UTC.
    func advance(to time: UInt64) { detector?.advance(to: time).forEach(sink.scan) }

    /// Ends every scan.
    func finish() { detector?.finish().forEach(sink.scan) }

    /// Rows of the ports table, equal ones added up.
    static func attempts(_ probes: [FailedProbe]) -> [PortAttempt] {
        var order: [PortAttempt] = []
        var counts: [PortAttempt: UInt64] = [:]
        for probe in probes {
            let row = PortAttempt(
                time: probe.time, source: probe.source, port: probe.target.port, proto: probe.target.proto, count: 1)
            if counts[row] == nil { order.append(row) }
            counts[row, default: 0] += 1
        }
        return order.map {
            PortAttempt(time: $0.time, source: $0.source, port: $0.port, proto: $0.proto, count: counts[$0] ?? 0)
        }
    }
}
