import Capture
import Configuration
import Observations
import Platform
import Proxy

extension CaptureOptions {
    /// What the configuration says of capturing, beside proxies that listen where `listening` says.
    init(_ settings: CaptureSettings, listening: [SocketAddress]) {
        self.init()
        interfaces = settings.interfaces.mapValues { InterfaceOptions($0) }
        proxied = Set(listening.filter { !$0.isUnix }.map { ProxiedEndpoint($0) })
    }
}

extension InterfaceOptions {
    fileprivate init(_ settings: InterfaceSettings) {
        self.init()
        filter = settings.filter
        bufferSize = settings.bufferSize
        isPromiscuous = settings.isPromiscuous
    }
}

extension ProxiedEndpoint {
    /// A listening address; 0.0.0.0 and :: are every address of the machine.
    fileprivate init(_ address: SocketAddress) {
        switch address {
        case .v4(0, let port), .v6(0, 0, let port, _): self.init(address: nil, port: port)
        default: self.init(address: IPAddress(address), port: address.port)
        }
    }
}
