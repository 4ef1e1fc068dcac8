import Glibc
import Platform
import TLS
import TestSupport
import Testing

/// A sensor that encrypts, as it is configured.
@Suite struct EncryptedSensorTests {
    /// The certificate that a sensor shows now.
    private func shown(_ sensor: SensorProcess) throws -> [UInt8]? {
        let client = try RawClient(sensor.address)
        _ = try client.askForTLS()
        try client.startTLS(.client(.none))
        return client.tls?.peerCertificate?.encoded
    }

    private func install(_ identity: TLSContext.Identity, in folder: TemporaryFolder) throws {
        for (source, name) in [(identity.certificate, "proxy.crt"), (identity.key, "proxy.key")] {
            _ = try ChildProcess.run(["install", "-m", "600", source, "\(folder.path)/\(name)"])
        }
    }

    @Test func `A reload takes new certificates, and open sessions go on`() throws {
        let certificates = try Certificates.shared.get()
        let folder = TemporaryFolder()
        try install(certificates.proxy, in: folder)
        let cluster = try PostgresCluster.shared.get()
        let sensor = try SensorProcess(
            folder, upstream: "localhost:\(cluster.port)",
            proxy: "tls: {certificate: proxy.crt, key: proxy.key}, upstream_tls: verify-full, "
                + "upstream_tls_authority: \(certificates.authority)")
        let session = try RawClient(sensor.address)
        _ = try session.askForTLS()
        try session.startTLS(.client(.full, authority: certificates.authority), host: "localhost")
        try session.send(Frontend.startup([("user", "postgres"), ("database", "postgres")]))
        _ = try session.untilReady()
        let first = try shown(sensor)
        try install(certificates.stranger, in: folder)
        #expect(try sensor.keddah("config", "reload").status == 0)
        #expect(try shown(sensor) != first)
        #expect(try session.query("select 1").last?.type == "Z")
        // Files that do not belong together change nothing.
        try install(.init(certificate: certificates.proxy.certificate, key: certificates.client.key), in: folder)
        let refused = try sensor.keddah("config", "reload")
        #expect(refused.status == 1)
        #expect(refused.errors.contains("key values mismatch"))
        #expect(try session.query("select 1").last?.type == "Z")
        #expect(try sensor.stop().status == 0)
        let tls = try sensor.query("--from", "sessions", "tls").rows.map { $0.attributes["tls"] }
        #expect(tls == ["TLSv1.3 sni=localhost"])
    }

    @Test func `A key that others can read is refused`() throws {
        let certificates = try Certificates.shared.get()
        let folder = TemporaryFolder()
        try install(certificates.proxy, in: folder)
        chmod(folder.path + "/proxy.key", 0o644)
        let file = try folder.write(
            "proxies: [{name: a, listen: [\"127.0.0.1:0\"], upstream: b, "
                + "tls: {certificate: proxy.crt, key: proxy.key}}]", to: "keddah.yaml")
        let result = try Keddah.run(["config", "check", "--config", file])
        #expect(result.status == 78)
        #expect(result.errors.contains("chmod 600"))
    }
}
