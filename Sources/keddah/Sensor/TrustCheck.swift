import Authentication
import Configuration
import Glibc
import Platform
import TLS

/// Before a proxy listens beyond this machine: does its server let in people who prove nothing, because they come from
/// the proxy's machine or show the proxy's certificate?
enum TrustCheck {
    /// Why the sensor does not start.
    struct Refusal: Error, CustomStringConvertible {
        let description: String
    }

    /// So many users of a userlist are tried, each on a connection of its own.
    private static let mostListed = 100

    /// Asks the server of a proxy that others than this machine can reach.
    /// - Throws: `Refusal` when it lets somebody in; a server that cannot be asked is only a warning, because each
    ///   session is looked at too.
    static func run(_ proxy: ProxySettings) throws {
        guard !proxy.allowsTrust else { return }
        guard let exposed = proxy.listen.first(where: { !$0.isLoopback }) else { return try warn(proxy) }
        var users = proxy.probeUsers
        if let list = proxy.scram?.userlist {
            users += try Userlist(contentsOf: list).users.sorted().prefix(mostListed)
        }
        switch TrustProbe.run(try target(proxy), users: users) {
        case .asksForProof: break
        case .trusts(let user): throw refusal(proxy, user, exposed)
        case .failed(let error):
            Log.shared.warning(
                "the upstream could not be asked whether it lets in clients without a password",
                ["proxy": proxy.name, "upstream": proxy.upstream.description, "reason": "\(error)"])
        }
    }

    /// A server on a Unix socket may know the sensor's own user (`peer`) and let it in: then so is everybody on this
    /// machine who reaches the proxy.
    private static func warn(_ proxy: ProxySettings) throws {
        guard case .unix = proxy.upstream, let entry = getpwuid(geteuid()) else { return }
        let users = [String(cString: entry.pointee.pw_name)] + proxy.probeUsers
        guard case .trusts(let user) = TrustProbe.run(try target(proxy), users: users) else { return }
        Log.shared.warning(
            "the upstream lets the sensor in without a password, and so every user of this machine through the proxy",
            ["proxy": proxy.name, "upstream": proxy.upstream.description, "user": user ?? "any"])
    }

    /// Where the proxy asks clients for certificates it shows its own only for those, so it is not tried here.
    private static func target(_ proxy: ProxySettings) throws -> BackendTarget {
        var proxy = proxy
        if proxy.tls?.clientAuthority != nil { (proxy.upstreamTLSCertificate, proxy.upstreamTLSKey) = (nil, nil) }
        return try BackendTarget(proxy)
    }

    private static func refusal(_ proxy: ProxySettings, _ user: String?, _ exposed: Endpoint) -> Refusal {
        Refusal(
            description: "proxy \(proxy.name): the upstream \(proxy.upstream) lets in "
                + (user.map { "user \"\($0)\"" } ?? "any user") + " without a password, so everybody who reaches "
                + "\(exposed) would be let in too. Have pg_hba.conf ask for one (scram-sha-256), listen on 127.0.0.1 "
                + "only, or set allow_trust: true for this proxy")
    }
}
