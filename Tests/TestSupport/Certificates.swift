package import TLS

/// Throwaway certificates: an authority, a server's, another server's, and a client's.
package final class Certificates: Sendable {
    /// One set for all tests of a process.
    package static let shared: Result<Certificates, any Error> = Result { try Certificates() }

    private let folder = TemporaryFolder()

    /// The authority's certificate.
    package var authority: String { "\(folder.path)/authority.crt" }
    /// What PostgreSQL shows: issued to `localhost` and 127.0.0.1.
    package var server: TLSContext.Identity { identity("server") }
    /// Another one for the same names, as a proxy with a certificate of its own has it.
    package var proxy: TLSContext.Identity { identity("proxy") }
    /// A client's, issued to the user `certified`.
    package var client: TLSContext.Identity { identity("client") }
    /// A server's that nobody trusts.
    package var stranger: TLSContext.Identity { identity("stranger") }

    private init() throws {
        try make("authority", subject: "keddah tests", issuer: nil, extension: "basicConstraints=critical,CA:TRUE")
        let names = "subjectAltName=DNS:localhost,IP:127.0.0.1"
        try make("server", subject: "localhost", issuer: "authority", extension: names)
        try make("proxy", subject: "localhost", issuer: "authority", extension: names)
        try make("client", subject: "certified", issuer: "authority", extension: "extendedKeyUsage=clientAuth")
        try make("stranger", subject: "localhost", issuer: nil, extension: names)
    }

    private func identity(_ name: String) -> TLSContext.Identity {
        TLSContext.Identity(certificate: "\(folder.path)/\(name).crt", key: "\(folder.path)/\(name).key")
    }

    private func make(_ name: String, subject: String, issuer: String?, extension text: String) throws {
        let base = "\(folder.path)/\(name)"
        var command = [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
            "2", "-keyout", "\(base).key", "-out", "\(base).crt", "-subj", "/CN=\(subject)", "-addext", text,
        ]
        if let issuer { command += ["-CA", "\(folder.path)/\(issuer).crt", "-CAkey", "\(folder.path)/\(issuer).key"] }
        let made = try ChildProcess.run(command)
        guard made.status == 0 else { throw Unavailable(made.errors) }
    }
}
