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
        if settings.autodetection.isEnabled { automaticExcluding = settings.autodetection.exclude }
        portScans = PortScanOptions(settings.portScans)
        flowLimit = settings.flowLimit
        proxied = Set(listening.filter { !$0.isUnix }.map { ProxiedEndpoint($0) })
    }
}

extension CaptureError {
    /// The error as one of the configuration's, which has the filter or pattern that is not understood.
    func asConfigurationError(_ file: String?) -> ConfigurationError {
        let problem = ConfigurationError.Problem(position: nil, path: "capture", message: message)
        return ConfigurationError(file: file ?? "built-in defaults", problems: [problem])
    }
}

extension InterfaceOptions {
    fileprivate init(_ settings: InterfaceSettings) {
        self.init()
        filter = settings.filter
        bufferSize = settings.bufferSize
        isPromiscuous = settings.isPromiscuous
        ignoresVLANs = settings.ignoresVLANs
        isDisabled = settings.isDisabled
    }
}

extension PortScanOptions {
    fileprivate init?(_ settings: PortScanSettings) {
        guard settings.isEnabled else { return nil }
        self.init(
            window: UInt64(settings.window.components.seconds), small: settings.small, big: settings.big)
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
