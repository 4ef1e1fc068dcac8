import Observations

extension TableSchema {
    /// The counters that tell in which directions the packets of a flow went; nil for tables of other things.
    var directions: (received: Int, sent: Int)? {
        guard let received = index(of: "packets_rcvd"), let sent = index(of: "packets_sent") else { return nil }
        return (received, sent)
    }

    /// The column of interfaces; nil for tables that have none.
    var interfaceColumn: Int? { index(of: "iface") }
}
