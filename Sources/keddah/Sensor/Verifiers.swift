import Authentication
import Configuration
import Platform
import Proxy

/// The sources of verifiers of all proxies that log clients in themselves, for as long as the sensor runs.
final class Verifiers {
    private static let secretLength = 32

    private var sources: [VerifierSource] = []

    /// What a proxy needs to log clients in; nil when it leaves that to the server.
    /// - Throws: what is wrong with the userlist, or that there is no thread to be had.
    func termination(_ proxy: ProxySettings) throws -> ScramTermination? {
        guard let settings = proxy.scram else { return nil }
        let secret = Entropy.bytes(Self.secretLength)
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
        return ScramTermination(secret: secret) { source.lookUp($0, $1) }
    }

    private static func query(_ settings: ScramSettings, _ proxy: ProxySettings) throws -> AuthenticationQuery? {
        guard let user = settings.authUser else { return nil }
        return AuthenticationQuery(
            try BackendTarget(proxy), user: user, password: settings.authPassword?.reveal(),
            database: settings.authDatabase, text: settings.authQuery)
    }

    func stop() {
        for source in sources { source.stop() }
        sources = []
    }
}
