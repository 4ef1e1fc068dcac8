import API
import Configuration
import Fleet
import Glibc
import HTTPServer
import Platform
import TLS

extension APIOptions {
    /// What a configuration says about the API.
    /// - Throws: what keeps it from being served, such as a name without an address or a certificate that is not there.
    init(_ configuration: Configuration) throws {
        let dashboard = configuration.dashboard
        self.init(listen: try Self.addresses(dashboard.listen))
        identity = try dashboard.tls.map {
            HTTPServerOptions.Identity(
                certificate: try Self.contents(of: $0.certificate), key: try Self.contents(of: $0.key))
        }
        keys = dashboard.keys.map {
            AccessKey(name: $0.name, digest: Self.bytes($0.sha256), scope: AccessScope($0.scope))
        }
        hasPublicMetrics = dashboard.publicPaths.contains(.metrics)
        hosts = dashboard.hosts
        if case .tcp(let host, _) = dashboard.listen { hosts.append(host) }
        requestTimeout = dashboard.requestTimeout.nanoseconds
        rateLimit = QueryRateLimit(
            perSecond: dashboard.rateLimit.perSecond, burst: dashboard.rateLimit.burst,
            concurrent: dashboard.rateLimit.concurrent)
        logsRequests = configuration.logging.requestLogging
    }

    /// The addresses of an endpoint, less those of a name that this machine lacks, such as ::1 without IPv6.
    private static func addresses(_ endpoint: Endpoint) throws -> [SocketAddress] {
        guard case .tcp(let host, let port) = endpoint else { return [.unix(endpoint.socketPath ?? "")] }
        let all = try Resolver.addresses(host: host, port: port)
        let own = all.filter(isOwn)
        return own.isEmpty ? all : own
    }

    private static func isOwn(_ address: SocketAddress) -> Bool {
        let anyPort: SocketAddress =
            switch address {
            case .v4(let number, _): .v4(number, port: 0)
            case .v6(let high, let low, _, let scope): .v6(high: high, low: low, port: 0, scope: scope)
            case .unix: address
            }
        do throws(SystemError) {
            _ = try Socket.listen(on: anyPort)
            return true
        } catch {
            return error.code != EADDRNOTAVAIL && error.code != EAFNOSUPPORT
        }
    }

    /// The text of a small file.
    static func contents(of path: String) throws(SystemError) -> String {
        let file = try FileDescriptor.open(path, flags: O_RDONLY)
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while bytes.count <= 1 << 20 {
            let count = try file.read(into: &chunk)
            if count == 0 { break }
            bytes += chunk[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func bytes(_ hexadecimal: String) -> [UInt8] {
        let digits = Array(hexadecimal.utf8)
        return stride(from: 0, to: digits.count - 1, by: 2).compactMap {
            UInt8(String(decoding: digits[$0...$0 + 1], as: UTF8.self), radix: 16)
        }
    }
}

extension AccessScope {
    init(_ scope: AccessKeySettings.Scope) {
        switch scope {
        case .read: self = .read
        case .write: self = .write
        case .admin: self = .admin
        }
    }
}

extension Registration {
    /// What a configuration makes known; nil when it names no registry.
    /// - Throws: `SensorAPIError` when the key that is given away opens nothing.
    init?(_ dashboard: DashboardSettings) throws(SensorAPIError) {
        guard let settings = dashboard.serviceDiscovery else { return nil }
        self.init(registry: settings.registry, identifier: settings.identifier, endpoint: settings.endpoint)
        skipsVerification = settings.skipsVerification
        authorityFile = settings.authority
        registryKey = settings.registryKey?.reveal()
        guard let key = settings.key?.reveal() else { return }
        let digest = Digest.sha256(Array(key.utf8)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        guard let known = dashboard.keys.first(where: { $0.sha256.lowercased() == digest }) else {
            throw SensorAPIError("dashboard.service_discovery.key is none of dashboard.keys")
        }
        guard known.scope == .read else {
            throw SensorAPIError(
                "dashboard.service_discovery.key is given to all who may ask the registry: use one with scope read")
        }
        keys = [key]
    }
}
