import Platform
import PostgresWire
import TLS
import TestSupport
import Testing

@testable import Authentication

@Suite struct ScramPostgresTests {
    let cluster: PostgresCluster
    private let secret: [UInt8] = [1, 2, 3]

    init() throws { cluster = try Postgres.shared.get() }

    private func makeRole(_ name: String) throws -> ScramVerifier { try ScramVerifier(Postgres.makeRole(name)) }

    /// A connection of which the server has asked for SASL.
    private func connect(_ role: String, encrypted: Bool = false) throws -> (RawClient, SASLOffer) {
        let connection = try RawClient(cluster.v4)
        if encrypted {
            _ = try connection.askForTLS()
            try connection.startTLS(.client(.none))
        }
        try connection.send(Frontend.startup([("user", role), ("database", "postgres")]))
        guard let reply = try connection.next(), reply.type == "R" else { throw Unavailable("no offer") }
        return (connection, try SASLOffer(body: reply.body))
    }

    private func logIn(_ role: String, _ credential: ScramClient.Credential) throws -> String? {
        let (connection, offer) = try connect(role)
        #expect(offer.mechanisms == [SASLOffer.scram])
        var client = try ScramClient(offer: offer, credential: credential)
        try connection.send(client.initialResponse)
        while let reply = try connection.next() {
            if reply.type == "E" { return reply.field("C") }
            switch try client.receive(reply.body) {
            case .send(let message): try connection.send(message)
            case .proceed: break
            case .authenticated: return nil
            }
        }
        throw Unavailable("the server closed the connection")
    }

    @Test func `The client logs in to PostgreSQL with a password`() throws {
        _ = try makeRole("scram_password")
        #expect(try logIn("scram_password", .password("pencil")) == nil)
        #expect(try logIn("scram_password", .password("eraser")) == "28P01")
    }

    @Test func `wire 16: the client logs in to PostgreSQL with the key of another client's proof`() throws {
        let verifier = try makeRole("scram_keys")
        var server = ScramServer(user: "scram_keys", verifier: verifier, secret: secret)
        var client = try ScramClient(offer: server.offer, credential: .password("pencil"))
        let keys = try Exchange.run(&server, &client)
        #expect(try logIn("scram_keys", StoredSecret(verifier: verifier).credential(keys)) == nil)
        _ = try makeRole("scram_keys")
        #expect(throws: ScramClientError.outdatedVerifier) { try logIn("scram_keys", .keys(keys)) }
    }

    /// Runs psql against our server's side, with the verifier that PostgreSQL has.
    private func psql(_ verifier: ScramVerifier?, password: String) throws -> (ChildProcess.Result, Bool) {
        let listener = try RawServer()
        let psql = try ChildProcess(
            [
                "psql", "-X", "-A", "-t", "-h", "127.0.0.1", "-p", "\(listener.address.port)", "-U", "somebody", "-d",
                "postgres", "-c", "",
            ], environment: ["PGPASSWORD": password, "PGSSLMODE": "disable", "PGGSSENCMODE": "disable"])
        let connection = try listener.accept()
        _ = try connection.startupPacket()
        var server = ScramServer(user: "somebody", verifier: verifier, secret: secret)
        try connection.send(server.offer.encoded)
        var isIn = false
        do {
            while !isIn, let reply = try connection.next() {
                switch try server.receive(reply.body) {
                case .challenge(let message): try connection.send(message)
                case .proven(_, let final):
                    try connection.send(final + AuthenticationRequest.ok.message() + Backend.ready())
                    isIn = true
                    _ = try connection.next()
                    try connection.send(Backend.empty + Backend.ready())
                }
            }
        } catch let error as AuthenticationError {
            try connection.send(error.fields.encoded)
            connection.endSending()
        }
        return (try psql.wait(), isIn)
    }

    @Test func `psql logs in to the server's side`() throws {
        let (result, isIn) = try psql(try makeRole("scram_psql"), password: "pencil")
        #expect(isIn)
        #expect(result.status == 0, "\(result.errors)")
    }

    @Test func `psql with a wrong password, and as nobody that there is`() throws {
        for verifier in [try makeRole("scram_psql_2"), nil] {
            let (result, isIn) = try psql(verifier, password: "eraser")
            #expect(!isIn)
            #expect(result.status == 2)
            #expect(result.errors.contains("FATAL:  password authentication failed for user \"somebody\""))
        }
    }

    // MARK: - Malformed messages get PostgreSQL's errors

    private func fields(_ error: [UInt8]) -> [String?] {
        let fields = ErrorFields(body: error)
        return [fields.severity, fields.sqlstate, fields.message, fields.detail]
    }

    /// What both servers say to a list of messages, of which each is made of the one before.
    private func compare(encrypted: Bool = false, _ messages: [([UInt8]) -> [UInt8]]) throws {
        let verifier = try Self.malformedVerifier.get()
        let (connection, offer) = try connect("scram_malformed", encrypted: encrypted)
        let binding = connection.tls?.peerCertificate?.serverEndPoint
        var server = ScramServer(
            user: "scram_malformed", verifier: verifier, secret: secret, channelBinding: binding)
        #expect(server.offer == offer)
        var (theirs, ours) = ([UInt8](), [UInt8]())
        var expected: [String?]?
        for message in messages {
            let sent = message(theirs)
            try connection.send(Frontend.message("p", sent))
            guard let reply = try connection.next() else { throw Unavailable("closed") }
            if reply.type == "E" { expected = fields(reply.body) }
            theirs = Array(reply.body.dropFirst(4))
            do throws(AuthenticationError) {
                guard case .challenge(let challenge) = try server.receive(message(ours)) else { continue }
                ours = Array(challenge.dropFirst(9))
                #expect(expected == nil, "only PostgreSQL refuses \(String(decoding: sent, as: UTF8.self))")
            } catch {
                #expect(fields(Exchange.body(error.fields.encoded)) == expected)
            }
        }
        #expect(expected != nil, "PostgreSQL refuses none of them")
    }

    private func initial(_ data: String, mechanism: String = SASLOffer.scram) -> [UInt8] {
        Exchange.body(SASLInitialResponse(mechanism: mechanism, data: Array(data.utf8)).encoded)
    }

    @Test(arguments: [
        "", "\0", "n,,n=,r=a\0b", "x,,n=,r=abc", "n", "n,", "n,,", "nn,n=,r=abc", "y,,n=,r=abc\0", "p=x,,n=,r=abc",
        "p=tls-server-end-point,,n=,r=abc", "n,a=me,n=,r=abc", "n,b,n=,r=abc", "n,,m=1,n=,r=abc", "n,,r=abc", "n,,n",
        "n,,n=", "n,,n=,s=abc", "n,,n=,r", "n,,n=,r=a\u{1}", "n,,n=,r=é", "n,,n=,r=abc,1=2", "n,,n=,r=abc,x",
        "n,,n=,r=abc,xy=", "n\u{1b}", "é", "y", "y;", "n,,n=,r=abc,,",
    ])
    func `A malformed first message`(data: String) throws {
        try compare([{ _ in initial(data) }])
    }

    @Test func `A first message that is too long`() throws {
        try compare([{ _ in initial(String(repeating: "n", count: 997)) }])
        try compare([{ _ in initial(String(repeating: "n", count: 998)) }])
    }

    @Test func `A malformed SASLInitialResponse`() throws {
        let name = Array(SASLOffer.scram.utf8) + [0]
        for body in [
            [], [0], name, name + [0, 0, 0], name + [0, 0, 0, 9, 1], name + [255, 255, 255, 254], name + [0, 0, 0, 0],
            name + [0, 0, 0, 1, 0x6e, 0x6e], Array(SASLOffer.scram.utf8), initial("n,,n=,r=abc", mechanism: "PLAIN"),
            initial("n,,n=,r=abc", mechanism: SASLOffer.scramPlus), [255, 0, 0, 0, 0, 0],
            name + [255, 255, 255, 255, 1],
        ] as [[UInt8]] {
            try compare([{ _ in body }])
        }
        // An empty challenge, then no message.
        try compare([{ _ in name + [255, 255, 255, 255] }, { _ in [] }])
    }

    @Test(arguments: [
        "", "c", "c=", "c=biws", "c=eSws,<nonce>,<proof>", "c=biws,r", "c=biws,r=abc,<proof>", "c=biws,r=,<proof>",
        "c=biws,<nonce>", "c=biws,<nonce>,",
        "c=biws,<nonce>,x", "c=biws,<nonce>,1=2", "c=biws,<nonce>,p", "c=biws,<nonce>,p=", "c=biws,<nonce>,p=abc",
        "c=biws,<nonce>,p=aaaa", "c=biws,<nonce>,<proof>,",
        "c=biws,<nonce>,<proof>,x=y", "c=biws,<nonce>,x=y,<proof>", "r=abc", "c=biws,<nonce>0,<proof>",
        "c=biws,<nonce>,<proof>\0", "c=cD10,<nonce>,<proof>", "c=biws,<nonce>,<proof>",
        "c=biws,,<nonce>,<proof>", "c=biws,<nonce>,p=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "biws,<nonce>,<proof>",
    ])
    func `A malformed last message`(data: String) throws {
        let proof = "p=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
        try compare([
            { _ in initial("n,,n=,r=abc") },
            { first in
                let nonce = String(decoding: first.prefix { $0 != 0x2c }, as: UTF8.self)
                return Array(data.replacing("<nonce>", with: nonce).replacing("<proof>", with: proof).utf8)
            },
        ])
    }

    @Test(arguments: [
        (SASLOffer.scram, "y,,n=,r=abc"), (SASLOffer.scram, "p=tls-server-end-point,,n=,r=abc"),
        (SASLOffer.scramPlus, "n,,n=,r=abc"), (SASLOffer.scramPlus, "y,,n=,r=abc"),
        (SASLOffer.scramPlus, "p,,n=,r=abc"),
        (SASLOffer.scramPlus, "p=tls-unique\u{1},,n=,r=abc"), (SASLOffer.scramPlus, "p=tls-server-end-point"),
        (SASLOffer.scramPlus, "p=tls-server-end-point,a=me,n=,r=abc"),
        (SASLOffer.scramPlus, "p=\(String(repeating: "x", count: 40)),,n=,r=abc"),
    ])
    func `wire 18: a first message that does not fit to TLS`(mechanism: String, data: String) throws {
        try compare(encrypted: true, [{ _ in initial(data, mechanism: mechanism) }])
    }

    @Test(arguments: ["c=biws", "c=eSws", "c=cD10bHMtc2VydmVyLWVuZC1wb2ludCws", "c="])
    func `wire 18: a last message that is bound to nothing`(data: String) throws {
        try compare(
            encrypted: true,
            [
                { _ in initial("p=tls-server-end-point,,n=,r=abc", mechanism: SASLOffer.scramPlus) },
                { first in Array("\(data),\(String(decoding: first.prefix { $0 != 0x2c }, as: UTF8.self)),p=".utf8) },
            ])
    }

    private static let malformedVerifier = Result { try ScramVerifier(Postgres.makeRole("scram_malformed")) }
}
