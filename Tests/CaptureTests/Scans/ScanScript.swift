import Observations

@testable import Capture

/// A conversation, as packets with seconds since the start.
struct ScanScript {
    var packets: [(second: UInt32, frame: [UInt8])] = []

    mutating func send(_ second: UInt32, _ proto: UInt8, _ payload: [UInt8], _ from: [UInt8], _ to: [UInt8]) {
        packets.append((1_700_000_000 + second, Frames.ipv4(proto, payload, from: from, to: to)))
    }

    /// A packet of somebody else, so that time goes on.
    mutating func pass(_ second: UInt32) {
        send(second, 6, Frames.tcp(50_000, 5432), [10, 0, 0, 7], [10, 0, 0, 8])
    }

    /// What an interface with that many flows tells of it.
    func played(_ options: PortScanOptions = PortScanOptions(), flowLimit: Int = 100_000) -> Collector {
        let sink = Collector()
        let rooms = ScanRoom(options, sink: sink)
        let meter = FlowMeter(
            PacketParser(.raw), probes: ProbeTracker(), flowLimit: flowLimit, isComplete: false
        ) { _, _ in }
        for packet in packets {
            packet.frame.withUnsafeBytes {
                meter.count($0.baseAddress!, captured: $0.count, length: $0.count, second: UInt64(packet.second))
            }
            rooms.take(meter.probes?.takeFailed() ?? [])
            rooms.advance(to: UInt64(packet.second))
        }
        rooms.finish()
        return sink
    }
}
