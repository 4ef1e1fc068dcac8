import Authentication
import Configuration
import Platform
import Proxy
import TLS

/// The sources of verifiers of all proxies that log clients in themselves, for as long as the sensor runs.
final class Verifiers {
    private var sources: [VerifierSource] = []
    private let storeKey: UInt64

    /// - Parameter storeKey: the store's secret.
    init(storeKey: UInt64) { self.storeKey = storeKey }

    /// What a proxy needs to log clients in; nil when it leaves that to the server.
    /// - Throws: what is wrong with the userlist, or that there is no thread to be had.
    func termination(_ proxy: ProxySettings) throws -> ScramTermination? {
        guard let settings = proxy.scram else { return nil }
        let key = withUnsafeBytes(of: storeKey.bigEndian) { Array($0) }
        let secret = Digest.hmacSHA256(key: key, Array("users who do not exist at \(proxy.name)".utf8))
        let userlist = try settings.userlist.map { try Userlist(contentsOf: $0) }
        if let userlist, userlist.uselessCount > 0 {
            Log.shared.warning(
                "users of the userlist whose secrets are of no use to SCRAM",
                ["proxy": proxy.name, "users": userlist.uselessCount])
        }
        var limits = VerifierSource.Limits()
        limits.verifierLifetime = settings.cacheTime
        let source = try VerifierSource(
            userlist: userlist, query: try Self.query(settings, proxy), name: proxy.name, secret: secret, limits: limits
        )
        sources.append(source)
        return ScramTermination(secret: secret, forget: { source.forget($0) }, search: { source.lookUp($0, $1) })
    }

    private static func query(_ settings: ScramSettings, _ proxy: ProxySettings) throws -> AuthenticationQuery? {
        guard let user = settings.authUser else { return nil }
        let isVerified = proxy.upstreamTLS == .verifyAuthority || proxy.upstreamTLS == .verifyFull
        if !isVerified && !proxy.upstream.isLoopback {
            Log.shared.warning(
                "verifiers are asked for over a connection whose other end is not verified: set upstream_tls",
                ["proxy": proxy.name, "upstream": proxy.upstream.description])
        }
        return AuthenticationQuery(
            try BackendTarget(proxy), user: user, password: settings.authPassword?.reveal(),
            database: settings.authDatabase, text: settings.authQuery)
    }

    func stop() {
        for source in sources { source.stop() }
        sources = []
    }
}
