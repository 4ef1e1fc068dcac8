import TLS
import TestSupport
import Testing

@testable import HTTPServer

@Suite struct HTTPSTests {
    private func identity(_ identity: TLSContext.Identity) -> HTTPServerOptions.Identity {
        .init(certificate: textOfFile(identity.certificate), key: textOfFile(identity.key))
    }

    @Test func `TLS shows the certificate, and refuses old versions`() throws {
        let certificates = try Certificates.shared.get()
        var options = HTTPServerOptions()
        options.identity = identity(certificates.server)
        let (server, url) = try TestHandler { HTTPResponse(text: "\($0.isEncrypted)") }.serve(options)
        defer { server.stop() }
        #expect(try Curl.get("--cacert", certificates.authority, url).body == "true")
        #expect(throws: Unavailable.self) { try Curl.get(url) }
        #expect(throws: Unavailable.self) { try Curl.get("-k", "--tls-max", "1.1", url) }
        #expect(throws: Unavailable.self) { try Curl.get("http" + url.dropFirst(5)) }
        #expect(try Curl.get("-k", "--tls-max", "1.2", url).status == 200)
    }

    @Test func `A key that does not fit keeps the server from starting`() throws {
        let certificates = try Certificates.shared.get()
        var options = HTTPServerOptions()
        options.identity = .init(
            certificate: textOfFile(certificates.server.certificate), key: textOfFile(certificates.client.key))
        #expect(throws: HTTPServerError.self) { try TestHandler().serve(options) }
        options.identity = .init(certificate: "nonsense", key: "nonsense")
        #expect(throws: HTTPServerError.self) { try TestHandler().serve(options) }
    }
}
