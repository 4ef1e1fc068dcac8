import Authentication
import Configuration
import Platform
import Proxy
import TLS

extension BackendTarget {
    /// The server behind a proxy, as the sensor itself connects to it.
    init(_ settings: ProxySettings, timeout: Duration = .seconds(5)) throws {
        let tls = try UpstreamTLS(settings)
        self.init(
            addresses: try settings.upstream.addresses(),
            encryption: tls.map { Encryption($0.context, host: $0.host, isRequired: $0.isRequired) },
            timeout: timeout)
    }
}
