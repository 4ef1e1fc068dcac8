import Platform
import TestSupport
import Testing

@testable import Authentication

@Suite struct TrustProbeTests {
    private static let closed = BackendError.connection("the server closed the connection")

    private func target(_ address: SocketAddress, timeout: Duration = .seconds(20)) -> BackendTarget {
        BackendTarget(addresses: [address], timeout: timeout)
    }

    @Test func `A server that trusts everybody`() throws {
        // Its last rule is `all all trust`.
        let cluster = try PostgresCluster.shared.get()
        for address in [cluster.unix, cluster.v4] {
            #expect(TrustProbe.run(target(address), users: []) == .trusts(user: nil))
        }
    }

    @Test func `A server that trusts one user`() throws {
        let cluster = try Postgres.shared.get()
        for method in [Postgres.Method.scram, .md5, .password] { try Postgres.makeRole("probe_\(method)", method) }
        let asked = ["probe_scram", "probe_md5", "probe_password", "rejected", "no such role"]
        for address in [cluster.unix, cluster.v4] {
            #expect(TrustProbe.run(target(address), users: asked) == .asksForProof)
            #expect(TrustProbe.run(target(address), users: asked + ["postgres"]) == .trusts(user: "postgres"))
        }
    }

    @Test func `A server that cannot be asked`() throws {
        let nobody = unusedAddress()
        #expect(
            TrustProbe.run(target(nobody), users: ["a"])
                == .failed(.connection("connect \(nobody): Connection refused")))
        let silent = try RawServer()
        let users = (0..<1000).map { "user \($0)" }
        #expect(
            TrustProbe.run(target(silent.address, timeout: .milliseconds(30)), users: users)
                == .failed(.timeout("the server's answer")))
        #expect(try run([Frontend.message("R", [0, 0, 0, 3]), []], users: users).0 == .failed(Self.closed))
    }

    /// Lets a server answer each connection with bytes; gives what clients said after the start-up packet.
    private func run(_ answers: [[UInt8]], users: [String]) throws -> (TrustProbe.Result, said: [UInt8]) {
        let server = try RawServer()
        let said = Handoff<[UInt8]>()
        let thread = try Thread(name: "server") { [server = Handover(server)] in
            var heard: [UInt8] = []
            for answer in answers {
                guard let connection = try? server.value.accept() else { break }
                _ = try? connection.startupPacket()
                if answer.isEmpty { continue }
                try? connection.send(answer)
                heard += (try? connection.untilEnd().map { UInt8($0.type.asciiValue ?? 0) }) ?? [0]
            }
            said.give(heard)
        }
        defer { thread.join() }
        return (TrustProbe.run(target(server.address), users: users), said.wait())
    }

    @Test func `The probe goes as soon as it is asked for anything`() throws {
        let password = Frontend.message("R", [0, 0, 0, 3])
        let (result, said) = try run([password, password], users: ["a"])
        #expect(result == .asksForProof)
        #expect(said.isEmpty)
    }

    @Test func `A server that is full says nothing of whom it trusts`() throws {
        let full = Backend.error("53300", severity: "FATAL")
        let password = Frontend.message("R", [0, 0, 0, 3])
        #expect(try run([full, password], users: ["a"]).0 == .failed(.server(sqlstate: "53300", message: "no")))
        #expect(try run([full, Backend.authenticated], users: ["a"]).0 == .trusts(user: "a"))
    }
}
