/// A row of the ports table: attempts of one source, in one second, to reach a port that is closed or does not answer.
public struct PortAttempt: Sendable, Hashable {
    /// When the first packet of the attempt was sent, in seconds since 1970 UTC.
    public let time: UInt64
    /// Who tried.
    public let source: IPAddress
    /// The port that was tried.
    public let port: UInt16
    /// The IP protocol's number: TCP or UDP.
    public let proto: UInt8
    /// How many attempts.
    public let count: UInt64

    /// A row.
    public init(time: UInt64, source: IPAddress, port: UInt16, proto: UInt8, count: UInt64) {
        self.time = time
        self.source = source
        self.port = port
        self.proto = proto
        self.count = count
    }
}
