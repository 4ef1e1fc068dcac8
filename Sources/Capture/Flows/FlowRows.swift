import Observations

/// Rows of the flows table out of tables of flows: clients' ports are dropped, unless they tie a flow to a session.
enum FlowRows {
    /// The rows of a step that has ended, less what was told of it before.
    static func records(of table: FlowTable, step: UInt64, iface: String, told: FlowTable? = nil) -> [FlowRecord] {
        let rows = FlowTable(seed: table.seed, expecting: table.count, limit: .max)
        table.forEach { entry in
            var fresh = entry
            if let told = told?.find(entry.key, entry.key.hash(table.seed)) { fresh.subtract(told.pointee) }
            add(fresh, to: rows)
        }
        return records(rows, step, iface)
    }

    /// The rows of changes in a step that goes on, less what was told of it before; `told` has them too afterwards.
    static func records(of changes: [FlowEntry], step: UInt64, iface: String, told: FlowTable) -> [FlowRecord] {
        let rows = FlowTable(seed: told.seed, expecting: changes.count, limit: .max)
        for entry in changes {
            let hash = entry.key.hash(told.seed)
            var fresh = entry
            if let known = told.find(entry.key, hash) {
                fresh.subtract(known.pointee)
                known.pointee = entry
            } else {
                told.insert(entry.key, hash)?.pointee = entry
            }
            add(fresh, to: rows)
        }
        return records(rows, step, iface)
    }

    private static func add(_ entry: FlowEntry, to rows: FlowTable) {
        guard entry.packetsReceived | entry.packetsSent != 0 else { return }
        let flow = entry.directedKey
        let sport = entry.state.contains(.proxied) ? flow.sourcePort : 0
        let key = FlowKey(flow.source, flow.destination, sport, flow.destinationPort, flow.proto)
        let hash = key.hash(rows.seed)
        (rows.find(key, hash) ?? rows.insert(key, hash))?.pointee.add(entry)
    }

    private static func records(_ rows: FlowTable, _ step: UInt64, _ iface: String) -> [FlowRecord] {
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
