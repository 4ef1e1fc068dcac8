import Platform
import TLS
import TestSupport
import Testing

@testable import Authentication

@Suite struct BackendConnectionTests {
    let cluster: PostgresCluster

    init() throws { cluster = try Postgres.shared.get() }

    private func target(
        _ addresses: SocketAddress..., encryption: BackendTarget.Encryption? = nil, cleartext: Bool = false,
        timeout: Duration = .seconds(20)
    ) -> BackendTarget {
        BackendTarget(
            addresses: addresses, encryption: encryption, allowsCleartext: cleartext, timeout: timeout)
    }

    private func connect(
        _ target: BackendTarget, _ user: String = "postgres", password: String? = nil
    ) throws(BackendError) -> BackendConnection {
        try BackendConnection(target, user: user, password: password, database: "postgres")
    }

    private func failure(
        _ target: BackendTarget, _ user: String = "postgres", password: String? = nil
    ) -> BackendError? {
        do throws(BackendError) {
            _ = try connect(target, user, password: password)
            return nil
        } catch {
            return error
        }
    }

    @Test func `Every method, on every kind of address`() throws {
        let encryption = try encryption(.none)
        for method in [Postgres.Method.scram, .md5, .password] {
            let role = "connect_\(method)"
            try Postgres.makeRole(role, method)
            for address in [cluster.unix, cluster.v4, cluster.v6] {
                for encryption in [nil, encryption] {
                    let target = target(address, encryption: encryption, cleartext: true)
                    let connection = try connect(target, role, password: "pencil")
                    #expect(try connection.query("select current_user") == [[role]])
                    #expect(connection.isEncrypted == (encryption != nil && !address.isUnix))
                    #expect(failure(target, role, password: "eraser")?.sqlstate == "28P01")
                    guard case .authentication = failure(target, role) else {
                        Issue.record("let in without a password")
                        continue
                    }
                }
            }
        }
    }

    @Test func `A password in the clear stays on this machine or in TLS`() throws {
        try Postgres.makeRole("connect_clear", .password)
        #expect(failure(target(cluster.unix), "connect_clear", password: "pencil") == nil)
        #expect(
            failure(target(cluster.v4), "connect_clear", password: "pencil")
                == .authentication("the server asks for the password in the clear on a connection without TLS"))
    }

    @Test func `A role that no rule lets in`() {
        #expect(failure(target(cluster.v4), "rejected")?.sqlstate == "28000")
        #expect(failure(target(cluster.v4), "post\0gres") != nil)
        #expect(failure(target(cluster.v4), password: "x\0") != nil)
    }

    // MARK: - queries

    @Test func `Rows of a simple query`() throws {
        let connection = try connect(target(cluster.unix))
        #expect(try connection.query("select 1, null, 'é', ''") == [["1", nil, "é", ""]])
        #expect(try connection.query("select 1 where false") == [])
        #expect(try connection.query("") == [])
        #expect(try connection.query("select 1; select 2, 3") == [["1"], ["2", "3"]])
        #expect(try connection.query("select from generate_series(1, 2)") == [[], []])
        let many = try connection.query("select n, repeat('x', n % 1000) from generate_series(1, 20000) n")
        #expect(many.count == 20_000)
        #expect(many.enumerated().allSatisfy { $1 == ["\($0 + 1)", String(repeating: "x", count: ($0 + 1) % 1000)] })
        #expect(try connection.query("show application_name") == [["keddah"]])
    }

    @Test func `An error leaves the connection usable`() throws {
        let connection = try connect(target(cluster.unix))
        for _ in 0..<2 {
            let error = #expect(throws: BackendError.self) { try connection.query("select 1/0") }
            #expect(error == .server(sqlstate: "22012", message: "division by zero"))
            let other = #expect(throws: BackendError.self) { try connection.query("select $1::int", parameters: ["x"]) }
            #expect(other?.sqlstate == "22P02")
        }
        #expect(throws: BackendError.self) { try connection.query("select '\0'") }
        #expect(try connection.query("select 1") == [["1"]])
    }

    @Test func `A parameter is never SQL`() throws {
        let connection = try connect(target(cluster.unix))
        let text = "'; select 1; -- $1 \\ \""
        #expect(try connection.query("select $1, $2", parameters: [text, ""]) == [[text, ""]])
    }

    @Test func `COPY is refused and ends the connection`() throws {
        let connection = try connect(target(cluster.unix))
        #expect(throws: BackendError.self) { try connection.query("copy pg_class from stdin") }
        #expect(throws: BackendError.connection("the connection is broken")) { try connection.query("select 1") }
    }

    // MARK: - servers that do not answer

    @Test func `Nobody listens, and the next address does`() throws {
        let nobody = unusedAddress()
        #expect(failure(target(nobody)) == .connection("connect \(nobody): Connection refused"))
        let missing = SocketAddress.unix(cluster.folder + "/none")
        #expect(failure(target(missing)) == .connection("connect \(missing): No such file or directory"))
        #expect(try connect(target(nobody, missing, cluster.v4)).query("select 1") == [["1"]])
    }

    @Test func `A server that says nothing is not waited for for ever`() throws {
        let server = try RawServer()
        let short = target(server.address, timeout: .milliseconds(100))
        #expect(failure(short) == .timeout("the server's answer"))
        let encrypted = target(
            server.address, encryption: try encryption(.none), timeout: .milliseconds(100))
        #expect(failure(encrypted) == .timeout("the answer to SSLRequest"))
        let connection = try connect(target(cluster.unix, timeout: .milliseconds(500)))
        #expect(throws: BackendError.timeout("the server's answer")) { try connection.query("select pg_sleep(60)") }
        #expect(throws: BackendError.connection("the connection is broken")) { try connection.query("select 1") }
    }

    @Test func `A server that is shut down says why`() throws {
        let connection = try connect(target(cluster.unix))
        let process = try connection.query("select pg_backend_pid()")[0][0] ?? ""
        try cluster.sql("select pg_terminate_backend(\(process), 20000)")
        let error = #expect(throws: BackendError.self) { try connection.query("select 1") }
        // Either what it said, or that nobody listens any more.
        #expect(error?.sqlstate == "57P01" || error?.sqlstate == nil)
        #expect(!connection.isUsable)
    }

    /// Connects to a server that answers the start-up packet with bytes, and then ends.
    private func failure(answer bytes: [UInt8], password: String? = nil) throws -> BackendError? {
        let server = try RawServer()
        let thread = try Thread(name: "server") { [server = Handover(server)] in
            guard let connection = try? server.value.accept() else { return }
            _ = try? connection.startupPacket()
            try? connection.send(bytes)
            connection.endSending()
            // Everything that comes is read, so that the answer is not lost in a reset.
            _ = try? connection.untilEnd()
        }
        defer { thread.join() }
        return failure(target(server.address), password: password)
    }

    @Test func `What a server may say wrong`() throws {
        let closed = BackendError.connection("the server closed the connection")
        #expect(try failure(answer: []) == closed)
        #expect(try failure(answer: Backend.authenticated) == closed)
        #expect(try failure(answer: Array(Backend.authenticated.dropLast())) == closed)
        #expect(
            try failure(answer: Backend.notice + Backend.error("53300")) == .server(sqlstate: "53300", message: "no"))
        #expect(
            try failure(answer: Backend.ready()) == .protocolViolation("a message of type 90 during the login"))
        #expect(
            try failure(answer: [0x52, 0x7f, 0xff, 0xff, 0xff]) == .protocolViolation("a message of 2147483643 bytes"))
        #expect(try failure(answer: [0x52, 0, 0, 0, 3]) == .protocolViolation("a message of -1 bytes"))
        let kerberos = Frontend.message("R", [0, 0, 0, 7])
        #expect(
            try failure(answer: kerberos)
                == .authentication("the server asks for a method that the sensor does not know (7)"))
        #expect(
            try failure(answer: Frontend.message("R", [0, 0, 0, 5, 1]), password: "x")
                == .protocolViolation("a salt that is not 4 bytes long"))
        #expect(
            try failure(answer: SASLOffer(mechanisms: ["OAUTHBEARER"]).encoded, password: "x")
                == .authentication("the server does not offer SCRAM-SHA-256, only: OAUTHBEARER"))
        #expect(
            try failure(answer: SASLOffer(mechanisms: [SASLOffer.scram]).encoded + Backend.authenticated, password: "x")
                == .authentication(ScramClientError.missingServerFinal.description))
    }

    @Test func `Damaged answers are errors, whatever they are`() throws {
        var random = SeededGenerator(state: 3)
        let answer =
            Backend.notice + SASLOffer(mechanisms: [SASLOffer.scram]).encoded + Backend.authenticated
            + Backend.parameter("a", "b") + Backend.ready()
        for _ in 0..<100 { _ = try failure(answer: random.damage(answer), password: "x") }
    }

    // MARK: - TLS

    private func encryption(
        _ verification: TLSContext.Verification, host: String? = "localhost", required: Bool = true,
        trusting authority: String? = nil
    ) throws -> BackendTarget.Encryption {
        let context = try TLSContext.client(
            verification, authority: authority ?? Certificates.shared.get().authority)
        return BackendTarget.Encryption(context, host: host, isRequired: required)
    }

    @Test func `The server's certificate is checked as much as was asked for`() throws {
        let stranger = try Certificates.shared.get().stranger.certificate
        let attempts: [(BackendTarget.Encryption, Bool)] = [
            (try encryption(.none, trusting: stranger), true), (try encryption(.authority, host: "elsewhere"), true),
            (try encryption(.authority, trusting: stranger), false), (try encryption(.full), true),
            (try encryption(.full, host: "127.0.0.1"), true), (try encryption(.full, host: "elsewhere"), false),
            (try encryption(.full, host: nil), false),
        ]
        try Postgres.makeRole("connect_tls")
        for (encryption, isTaken) in attempts {
            let error = failure(target(cluster.v4, encryption: encryption), "connect_tls", password: "pencil")
            guard !isTaken else {
                #expect(error == nil)
                continue
            }
            guard case .tls = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
    }

    @Test func `SCRAM is bound to the TLS connection`() throws {
        // PostgreSQL refuses `y`, so a login with data of the connection has used them.
        try Postgres.makeRole("connect_bound")
        let connection = try connect(
            target(cluster.v4, encryption: encryption(.full)), "connect_bound", password: "pencil")
        #expect(connection.isEncrypted)
        #expect(
            try connection.query("select ssl from pg_stat_ssl where pid = pg_backend_pid()") == [["t"]])
    }

    /// Connects to a server that answers SSLRequest with bytes, and is told what the client says then.
    private func failure(sslAnswer bytes: [UInt8], required: Bool) throws -> (BackendError?, rest: [UInt8]) {
        let server = try RawServer()
        let said = Handoff<[UInt8]>()
        let thread = try Thread(name: "server") { [server = Handover(server)] in
            let connection = try? server.value.accept()
            _ = try? connection?.startupPacket()
            try? connection?.send(bytes)
            let rest = try? connection?.bytes(8)
            try? connection?.send(Backend.error("57P03", severity: "FATAL"))
            said.give(rest ?? [])
        }
        defer { thread.join() }
        let encryption = try encryption(.none, required: required)
        let error = failure(target(server.address, encryption: encryption, timeout: .seconds(5)))
        return (error, said.wait())
    }

    @Test func `A server without TLS`() throws {
        let refused = try failure(sslAnswer: [UInt8(ascii: "N")], required: true)
        #expect(refused.0 == .tls("the server does not support TLS"))
        #expect(refused.rest.isEmpty)
        let preferred = try failure(sslAnswer: [UInt8(ascii: "N")], required: false)
        #expect(preferred.0?.sqlstate == "57P03")
        #expect(preferred.rest.suffix(4) == [0, 3, 0, 0])
        let strange = try failure(sslAnswer: Backend.error("XX000"), required: true)
        #expect(strange.0 == .tls("the server does not answer SSLRequest as it should"))
    }

    @Test func `Who only prefers TLS goes on without it when it fails`() throws {
        try Postgres.makeRole("connect_preferring")
        let stranger = try Certificates.shared.get().stranger.certificate
        let encryption = try encryption(.authority, required: false, trusting: stranger)
        let connection = try connect(
            target(cluster.v4, encryption: encryption), "connect_preferring", password: "pencil")
        #expect(!connection.isEncrypted)
        #expect(try connection.query("select 1") == [["1"]])
    }

    @Test func `A full queue of a Unix socket is waited for`() throws {
        let folder = TemporaryFolder()
        let server = try RawServer(.unix(folder.path + "/server"), backlog: 0)
        let first = try RawClient(server.address)
        try first.send([1])
        #expect(
            failure(target(server.address, timeout: .milliseconds(50)))
                == .connection("connect \(server.address): Resource temporarily unavailable"))
        let thread = try Thread(name: "server") { [server = Handover(server)] in
            _ = try? server.value.accept()
            _ = try? server.value.acceptLogin().untilEnd()
        }
        #expect(failure(target(server.address)) == nil)
        thread.join()
    }

    @Test func `wire 2: what comes in the clear behind the agreement to TLS is not taken for an answer`() throws {
        let bytes = [UInt8(ascii: "S")] + Backend.authenticated + Backend.ready()
        guard case .tls = try failure(sslAnswer: bytes, required: true).0 else {
            Issue.record("taken")
            return
        }
    }
}

/// Gives a value that one thread alone uses to that thread.
final class Handover<Value>: @unchecked Sendable {
    let value: Value

    init(_ value: Value) { self.value = value }
}
