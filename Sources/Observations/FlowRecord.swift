/// A row of the flows table: the packets of one flow in one five-minute step, or those of it that were not told yet.
public struct FlowRecord: Sendable, Equatable {
    /// When the step began, in seconds since 1970 UTC.
    public let time: UInt64
    /// The interface that the packets were seen on.
    public let iface: String
    /// Who asked: the flow's client.
    public let sip: IPAddress
    /// Who answered: the flow's server.
    public let dip: IPAddress
    /// The client's port where the flow belongs to a proxied session, else 0.
    public let sport: UInt16
    /// The server's port, 0 for protocols without ports.
    public let dport: UInt16
    /// The IP protocol's number.
    public let proto: UInt8
    /// Packets that came in.
    public let packetsReceived: UInt64
    /// Packets that went out.
    public let packetsSent: UInt64
    /// Bytes of the frames that came in, as they were on the wire.
    public let bytesReceived: UInt64
    /// Bytes of the frames that went out, as they were on the wire.
    public let bytesSent: UInt64

    /// A row.
    public init(
        time: UInt64, iface: String, sip: IPAddress, dip: IPAddress, sport: UInt16, dport: UInt16, proto: UInt8,
        packetsReceived: UInt64, packetsSent: UInt64, bytesReceived: UInt64, bytesSent: UInt64
    ) {
        self.time = time
        self.iface = iface
        self.sip = sip
        self.dip = dip
        self.sport = sport
        self.dport = dport
        self.proto = proto
        self.packetsReceived = packetsReceived
        self.packetsSent = packetsSent
        self.bytesReceived = bytesReceived
        self.bytesSent = bytesSent
    }
}
