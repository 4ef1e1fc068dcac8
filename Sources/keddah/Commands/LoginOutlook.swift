import Authentication
import Configuration
import Platform
import Proxy
import TLS

/// What the clients of a proxy can expect: which legs are encrypted, and how far SCRAM's channel binding gets.
struct LoginOutlook {
    private let proxy: ProxySettings
    private let upstream: EncryptionProbe.Result
    /// The certificate that clients are shown, in DER; nil without TLS.
    private let certificate: [UInt8]?
    /// Whether its signature has a hash that clients can bind to.
    private let isBindable: Bool

    private static let timeout = Duration.seconds(3)

    /// Reads the certificates of a proxy and asks its server what it offers.
    /// - Throws: what is wrong with the certificates, the userlist or the host.
    init(_ proxy: ProxySettings) throws {
        self.proxy = proxy
        let shown = try proxy.tls.flatMap { try ClientTLS($0).context.certificate }
        (certificate, isBindable) = (shown?.encoded, shown?.serverEndPoint != nil)
        if let userlist = proxy.scram?.userlist { _ = try Userlist(contentsOf: userlist) }
        do {
            upstream = EncryptionProbe.run(try BackendTarget(proxy, timeout: Self.timeout))
        } catch let failure as Resolver.Failure {
            upstream = .failed(.connection("\(failure)"))
        }
    }

    /// The lines to print, without indentation.
    var lines: [String] { [clientLine, upstreamLine, loginLine] }

    private var clientLine: String {
        guard let tls = proxy.tls else { return "clients: without TLS" }
        let asked =
            tls.clientAuthority == nil
            ? "" : tls.requiresClientCertificate ? ", a client certificate too" : ", client certificates taken"
        return "clients: TLS \(tls.isRequired ? "required" : "offered")\(asked)"
    }

    private var upstreamLine: String {
        let mode = "upstream_tls: \(proxy.upstreamTLS.rawValue)"
        if case .unix = proxy.upstream { return "upstream: Unix socket, without TLS" }
        switch upstream {
        case .plain: return "upstream: without TLS (\(mode))"
        case .encrypted(let version, let other):
            let comparison = certificate.map { $0 == other ? ", the same certificate" : ", another certificate" } ?? ""
            return "upstream: \(version) (\(mode))\(comparison)"
        case .failed(let error): return "upstream: not reached now, \(error) (\(mode))"
        }
    }

    private var loginLine: String {
        if certificate != nil && proxy.scram != nil {
            guard isBindable else {
                return "login: the proxy checks SCRAM with verifiers; channel_binding=disable and prefer work, require "
                    + "not with a certificate of this kind of signature"
            }
            return "login: the proxy checks SCRAM with verifiers; channel_binding=disable, prefer and require work"
        }
        switch (upstream, certificate) {
        case (.encrypted, nil):
            return "login: passed on, SCRAM without channel binding; channel_binding=disable and prefer work"
        case (.encrypted(_, let other), let own?) where own == other:
            return "login: passed on as it is; channel_binding=disable, prefer and require work"
        case (.encrypted, _):
            return "login: passed on, SCRAM without channel binding; clients with TLS need channel_binding=disable, "
                + "those without TLS nothing. See scram for more"
        case (.plain, _): return "login: passed on as it is; channel_binding=disable and prefer work"
        case (.failed, _): return "login: depends on what the upstream offers"
        }
    }
}
