import Configuration
import Platform
import Proxy

extension ProxyOptions {
    /// What the configuration says of a proxy, with its host names resolved. Blocks while it resolves them.
    /// - Throws: `Resolver.Failure` naming the host.
    init(_ settings: ProxySettings) throws(Resolver.Failure) {
        var listen: [SocketAddress] = []
        var alternatives: Set<SocketAddress> = []
        for endpoint in settings.listen {
            let addresses = try endpoint.addresses()
            listen += addresses
            if addresses.count > 1 { alternatives.formUnion(addresses) }
        }
        self.init(
            name: settings.name, listen: listen, upstream: try settings.upstream.addresses(),
            upstreamName: settings.upstream.description, capture: CaptureLevel(settings.capture),
            authenticationTimeout: settings.authenticationTimeout.nanoseconds,
            connectTimeout: settings.connectTimeout.nanoseconds, maxClients: settings.maximumClients)
        dispensable = alternatives
    }
}

extension CaptureLevel {
    init(_ level: ProxySettings.CaptureLevel) {
        switch level {
        case .fingerprint: self = .fingerprint
        case .text: self = .text
        case .parameters: self = .parameters
        }
    }
}

extension Endpoint {
    func addresses() throws(Resolver.Failure) -> [SocketAddress] {
        switch self {
        case .tcp(let host, let port): try Resolver.addresses(host: host, port: port)
        case .unix: [.unix(socketPath ?? "")]
        }
    }
}

extension Duration {
    /// The duration in nanoseconds; 0 for negative ones.
    var nanoseconds: UInt64 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        return UInt64(seconds) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000)
    }
}

extension Lifespan {
    /// Whole days, at least one; nil for ever.
    var days: UInt64? {
        switch self {
        case .forever: nil
        case .limited(let duration): max(1, UInt64(max(0, duration.components.seconds)) / 86_400)
        }
    }
}
