import Configuration
import Platform
import Proxy
import TLS

extension ProxyOptions {
    /// What the configuration says of a proxy, with its host names resolved and its certificates read. Blocks while it
    /// resolves them.
    /// - Throws: `Resolver.Failure` naming the host, or `TLSError` naming the file.
    init(_ settings: ProxySettings) throws {
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
        maxClientsPerAddress = settings.maximumClientsPerAddress == 0 ? .max : settings.maximumClientsPerAddress
        maxClientsPerUser = settings.maximumClientsPerUser == 0 ? .max : settings.maximumClientsPerUser
        allowsTrust = settings.allowsTrust
        clientTLS = try settings.tls.map { try ClientTLS($0) }
        upstreamTLS = try UpstreamTLS(settings)
    }
}

extension ClientTLS {
    init(_ settings: TLSSettings) throws(TLSError) {
        let identity = TLSContext.Identity(certificate: settings.certificate, key: settings.key)
        let context = try TLSContext.server(
            identity, clientAuthority: settings.clientAuthority, requiresCertificate: settings.requiresClientCertificate
        )
        self.init(context, isRequired: settings.isRequired)
    }
}

extension UpstreamTLS {
    /// TLS towards the server of a proxy; nil when there is to be none.
    init?(_ settings: ProxySettings) throws(TLSError) {
        guard case .tcp(let host, _) = settings.upstream else { return nil }
        let verification: TLSContext.Verification
        switch settings.upstreamTLS {
        case .disable: return nil
        // As libpq: whoever names an authority wants it to be asked.
        case .require: verification = settings.upstreamTLSAuthority == nil ? .none : .authority
        case .prefer: verification = .none
        case .verifyAuthority: verification = .authority
        case .verifyFull: verification = .full
        }
        var identity: TLSContext.Identity?
        if let certificate = settings.upstreamTLSCertificate, let key = settings.upstreamTLSKey {
            identity = TLSContext.Identity(certificate: certificate, key: key)
        }
        let context = try TLSContext.client(
            verification, authority: settings.upstreamTLSAuthority, identity: identity)
        self.init(
            context, host: host, isRequired: settings.upstreamTLS != .prefer, showsCertificate: identity != nil)
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
