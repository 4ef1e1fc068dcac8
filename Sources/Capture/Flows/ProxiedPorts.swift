import Observations

/// The endpoints that proxies listen on, for a look at every packet.
struct ProxiedPorts: Sendable {
    private let endpoints: Set<ProxiedEndpoint>
    /// A bit a port, empty when there are none.
    private let bits: [UInt64]

    init(_ endpoints: Set<ProxiedEndpoint>) {
        self.endpoints = endpoints
        var bits = endpoints.isEmpty ? [] : [UInt64](repeating: 0, count: 1024)
        for endpoint in endpoints { bits[Int(endpoint.port >> 6)] |= 1 << UInt64(endpoint.port & 63) }
        self.bits = bits
    }

    /// Whether any proxy listens on the port.
    @inline(__always)
    func mayContain(_ port: UInt16) -> Bool {
        !bits.isEmpty && bits[Int(port >> 6)] >> UInt64(port & 63) & 1 == 1
    }

    /// Whether a proxy listens there.
    func contains(_ address: IPAddress, _ port: UInt16) -> Bool {
        mayContain(port)
            && (endpoints.contains(ProxiedEndpoint(address: address, port: port))
                || endpoints.contains(ProxiedEndpoint(address: nil, port: port)))
    }
}
