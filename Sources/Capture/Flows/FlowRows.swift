import Observations

/// Rows of the flows table out of tables of flows: clients' ports are dropped, unless they tie a flow to a session.
enum FlowRows {
    /// The rows of a step. What is in `earlier`, the same step's table as it was before, is taken away, so that rows
    /// that were told then and these add up.
    static func records(of table: FlowTable, step: UInt64, iface: String, since earlier: FlowTable? = nil)
        -> [FlowRecord]
    {
        let rows = FlowTable(seed: table.seed, expecting: table.count, limit: .max)
        table.forEach { entry in
            var fresh = entry
            if let told = earlier?.find(entry.key, entry.key.hash(table.seed)) { fresh.subtract(told.pointee) }
            guard fresh.packetsReceived | fresh.packetsSent != 0 else { return }
            let flow = entry.directedKey
            let sport = entry.state.contains(.proxied) ? flow.sourcePort : 0
            let key = FlowKey(flow.source, flow.destination, sport, flow.destinationPort, flow.proto)
            let hash = key.hash(table.seed)
            (rows.find(key, hash) ?? rows.insert(key, hash))?.pointee.add(fresh)
        }
        var records: [FlowRecord] = []
        records.reserveCapacity(rows.count)
        rows.forEach { records.append(FlowRecord($0, step: step, iface: iface)) }
        return records
    }
}

extension FlowRecord {
    fileprivate init(_ entry: FlowEntry, step: UInt64, iface: String) {
        self.init(
            time: step, iface: iface, sip: entry.key.source, dip: entry.key.destination, sport: entry.key.sourcePort,
            dport: entry.key.destinationPort, proto: entry.key.proto, packetsReceived: entry.packetsReceived,
            packetsSent: entry.packetsSent, bytesReceived: entry.bytesReceived, bytesSent: entry.bytesSent)
    }
}
