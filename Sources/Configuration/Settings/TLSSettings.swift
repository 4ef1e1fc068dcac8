/// A section `tls`: the certificate that clients are shown, and whether they have to show one.
public struct TLSSettings: Sendable, Equatable {
    /// The file of the certificate chain, PEM.
    public var certificate = ""
    /// The file of the private key, PEM.
    public var key = ""
    /// Whether clients without TLS are refused.
    public var isRequired = false
    /// The file of the authorities whose client certificates are taken, PEM; nil asks for none.
    public var clientAuthority: String?
    /// Whether clients without a certificate are refused.
    public var requiresClientCertificate = false

    static let schema = Schema(
        TLSSettings(),
        [
            Key("certificate", \.certificate, .path, "The file of the certificate chain, PEM.", isRequired: true),
            Key(
                "key", \.key, .secretPath,
                "The file of the private key, PEM, which nobody but the sensor's user may read.",
                isRequired: true),
            Key(
                "required", \.isRequired, .boolean,
                "Whether clients without TLS are refused, those of Unix sockets apart."),
            Key(
                "client_authority", \.clientAuthority, .optional(.path),
                "The file of the authorities whose client certificates are taken, PEM; without it none is asked for. "
                    + "The name in the certificate is recorded with the session."),
            Key(
                "client_certificate_required", \.requiresClientCertificate, .boolean,
                "Whether clients without such a certificate are refused."),
        ],
        check: { tls, node, reader in
            if tls.requiresClientCertificate && tls.clientAuthority == nil {
                reader.report(node.position, "client_certificate_required needs client_authority")
            }
        })
}
