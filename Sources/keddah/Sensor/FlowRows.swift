import Observations

extension RowBatch {
    /// Flows as rows of the flows table.
    static func flows(_ records: [FlowRecord], sensor: String) -> RowBatch {
        var interfaces = StringColumnBuilder()
        for record in records { interfaces.append(record.iface) }
        return RowBatch(
            schema: .flows, count: records.count,
            columns: [
                .unsigned(records.map(\.time)), .constant(sensor, count: records.count), interfaces.vector,
                .addresses(records.map(\.sip)), .addresses(records.map(\.dip)),
                .unsigned(records.map { UInt64($0.sport) }), .unsigned(records.map { UInt64($0.dport) }),
                .unsigned(records.map { UInt64($0.proto) }), .unsigned(records.map(\.packetsReceived)),
                .unsigned(records.map(\.packetsSent)), .unsigned(records.map(\.bytesReceived)),
                .unsigned(records.map(\.bytesSent)),
            ])
    }

    /// Attempts to reach closed ports as rows of the ports table; this sensor saw them itself.
    static func ports(_ attempts: [PortAttempt], sensor: String) -> RowBatch {
        let count = attempts.count
        return RowBatch(
            schema: .ports, count: count,
            columns: [
                .unsigned(attempts.map(\.time)), .constant(sensor, count: count), .constant("", count: count),
                .addresses(attempts.map(\.source)), .unsigned(attempts.map { UInt64($0.port) }),
                .unsigned(attempts.map { UInt64($0.proto) }), .unsigned(attempts.map(\.count)),
            ])
    }

    /// Port scans as rows of the incidents table, one each.
    static func incidents(_ scans: [PortScan], sensor: String) -> RowBatch {
        let count = scans.count
        var (actions, severities) = (StringColumnBuilder(), StringColumnBuilder())
        for scan in scans {
            actions.append(scan.action.rawValue)
            severities.append(scan.action.severity)
        }
        return RowBatch(
            schema: .incidents, count: count,
            columns: [
                .unsigned(scans.map(\.began)), .constant(sensor, count: count), .constant("", count: count),
                .constant("capture", count: count), .constant("port_scan", count: count), actions.vector,
                severities.vector, .addresses(scans.map(\.source)), .constant("", count: count),
                .constant("", count: count), .constant("", count: count),
                .unsigned(Array(repeating: 0, count: count)), .unsigned(Array(repeating: 1, count: count)),
            ])
    }
}

extension PortScan.Action {
    /// How bad it is.
    var severity: String {
        switch self {
        case .small: "info"
        case .big: "warning"
        }
    }
}
