public import Observations
public import Platform

extension IPAddress {
    /// The address of a peer; `local` for a Unix socket.
    public init(_ address: SocketAddress) {
        switch address {
        case .v4(let number, _): self.init(v4: number)
        case .v6(let high, let low, _, _): self.init(high: high, low: low)
        case .unix: self = .local
        }
    }
}
