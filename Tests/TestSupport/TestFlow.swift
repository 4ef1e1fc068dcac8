import ColumnStore
package import Observations

/// A row of the table of flows.
package struct TestFlow: Sendable {
    package var time: UInt64
    package var iface: String
    package var sip: String
    package var dip: String
    package var dport: UInt64
    package var proto: UInt64
    package var packets: (received: UInt64, sent: UInt64)
    package var bytes: (received: UInt64, sent: UInt64)

    package init(
        _ time: UInt64, _ sip: String, _ dip: String, on iface: String = "eth0", dport: UInt64 = 443, proto: UInt64 = 6,
        packets: (received: UInt64, sent: UInt64) = (1, 1), bytes: (received: UInt64, sent: UInt64) = (100, 100)
    ) {
        self.time = time
        self.iface = iface
        self.sip = sip
        self.dip = dip
        self.dport = dport
        self.proto = proto
        self.packets = packets
        self.bytes = bytes
    }

    /// Rows as the store takes them.
    package static func batch(_ flows: [TestFlow]) -> RowBatch {
        let names = Set(flows.map(\.iface)).sorted()
        let codes = flows.map { flow in UInt32(names.firstIndex(of: flow.iface)!) }
        let address = { (text: String) in IPAddress(text)! }
        return RowBatch(
            schema: .flows, count: flows.count,
            columns: [
                .unsigned(flows.map(\.time)),
                .strings(codes: flows.map { _ in 0 }, dictionary: ["db1"]), .strings(codes: codes, dictionary: names),
                .addresses(flows.map { address($0.sip) }), .addresses(flows.map { address($0.dip) }),
                .unsigned(flows.map { _ in 0 }), .unsigned(flows.map(\.dport)), .unsigned(flows.map(\.proto)),
                .unsigned(flows.map(\.packets.received)), .unsigned(flows.map(\.packets.sent)),
                .unsigned(flows.map(\.bytes.received)), .unsigned(flows.map(\.bytes.sent)),
            ])
    }

    /// Writes a store; steps before `closed` become blocks, the others stay open.
    package static func write(
        _ flows: [TestFlow], to directory: String, closing closed: UInt64 = .max
    ) throws {
        let writer = try StoreWriter(directory: directory, tables: [.flows])
        if !flows.isEmpty { try writer.append(batch(flows)) }
        try writer.flush()
        try writer.closeSteps(before: closed)
        try writer.close()
    }
}
