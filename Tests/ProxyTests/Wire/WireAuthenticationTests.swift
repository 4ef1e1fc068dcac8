import Observations
import Platform
import TestSupport
import Testing

@testable import Proxy

/// The exchange that lets a client in, which a proxy passes on by its steps and not by their lengths.
@Suite struct WireAuthenticationTests {
    private func logIn(_ port: UInt16, _ user: String, _ password: String) throws -> ChildProcess.Result {
        try ChildProcess.run(
            [
                "psql", "-X", "-A", "-t", "-h", "127.0.0.1", "-p", "\(port)", "-U", user, "-d", "postgres", "-c",
                "select 1",
            ], environment: ["PGPASSWORD": password])
    }

    @Test(
        "wire 14: each password method lets in who knows the password",
        arguments: [("password", "password"), ("md5", "md5"), ("scram", "scram-sha-256")])
    func wire14PasswordMethods(user: String, method: String) throws {
        let proxy = try RunningProxy()
        #expect(try logIn(proxy.v4.port, user, "secret").output == "1\n")
        #expect(try logIn(proxy.v4.port, user, "wrong").status == 2)
        let sessions = proxy.observed().sessions
        #expect(sessions.map(\.authentication) == [method, method])
        #expect(sessions.map(\.sqlstate.description) == ["00000", "28P01"])
    }

    @Test("wire 14: who needs no password is let in")
    func wire14Trust() throws {
        let proxy = try RunningProxy()
        let client = try RawClient(proxy.v4)
        try client.send(Frontend.startup([("user", "postgres")]))
        #expect(try client.bytes(9) == Backend.authenticated)
        #expect(try client.untilReady().last?.type == "Z")
        client.endSending()
        #expect(try client.untilEnd().isEmpty)
        #expect(proxy.observed().sessions.map(\.authentication) == ["trust"])
    }

    /// What a server asks, and what its client answers.
    private typealias Step = (request: [UInt8], answer: [UInt8])

    private func request(_ code: UInt8, _ body: [UInt8] = []) -> [UInt8] {
        Frontend.message("R", [0, 0, 0, code] + body)
    }

    private func expectRelayed(_ steps: [Step], method: String) throws {
        let session = try HandMadeSession(login: [])
        for step in steps {
            try session.server.send(step.request)
            #expect(try session.client.bytes(step.request.count) == step.request)
            let answer = Frontend.message("p", step.answer)
            try session.client.send(answer)
            #expect(try session.server.bytes(answer.count) == answer)
        }
        try session.server.send(Backend.authenticated + Backend.ready())
        #expect(try session.client.untilReady().types == "RZ")
        session.client.endSending()
        session.closeServer()
        #expect(session.observedAtTheEnd().sessions.map(\.authentication) == [method])
    }

    @Test("wire 14: GSSAPI and SSPI go on for as many steps as they take")
    func wire14GSSAPI() throws {
        let tokens = (0..<4).map { [UInt8](repeating: $0, count: [0, 1, 300, 9_000][Int($0)]) }
        for (code, method) in [(7, "gss"), (9, "sspi")] as [(UInt8, String)] {
            var steps: [Step] = [(request(code), tokens[0])]
            for token in tokens { steps.append((request(8, token), token)) }
            try expectRelayed(steps, method: method)
        }
    }

    @Test("wire 14: OAUTHBEARER with its long tokens, and a first refusal that tells where to get one")
    func wire14OAuth() throws {
        let offer = request(10, Frontend.zeroed("OAUTHBEARER") + [0])
        let token = Array("n,,\u{1}auth=Bearer \(String(repeating: "x", count: 20_000))\u{1}\u{1}".utf8)
        let first = Frontend.zeroed("OAUTHBEARER") + Frontend.number(UInt32(token.count)) + token
        try expectRelayed([(offer, first)], method: "oauthbearer")
        let refusal = request(11, Array(#"{"status":"invalid_token","scope":"openid"}"#.utf8))
        try expectRelayed([(offer, first), (refusal, [1])], method: "oauthbearer")
    }

    @Test("wire 14: a mechanism and a method that nobody has heard of are passed on")
    func wire14Unheard() throws {
        let offer = request(10, Frontend.zeroed("SCRAM-SHA-512") + Frontend.zeroed("OTHER") + [0])
        try expectRelayed(
            [(offer, Array("OTHER\0".utf8)), (request(11, [9]), [8]), (request(11), [])], method: "other")
        try expectRelayed([(request(99, [1, 2, 3]), [4, 5])], method: "trust")
    }

    @Test("wire 17: one letter carries every kind of answer, in pieces or whole")
    func wire17AnswersInPieces() throws {
        let session = try HandMadeSession(login: [])
        let answers = [[], [0], Array("secret\0".utf8), [UInt8](repeating: 7, count: 70_000)].map {
            Frontend.message("p", $0)
        }
        for answer in answers {
            try session.server.send(request(8))
            #expect(try session.client.next()?.type == "R")
            for cut in [1, 3, 5, answer.count] {
                try session.client.send(Array(answer[..<cut]))
                try session.client.send(Array(answer[cut...]))
                #expect(try session.server.bytes(answer.count) == answer)
            }
        }
        try session.server.send(Backend.authenticated + Backend.ready())
        #expect(try session.client.untilReady().types == "RZ")
        // None of them was taken for a statement.
        #expect(session.proxy.observed(openSessions: 1).calls.isEmpty)
    }

    @Test("wire 19: a failed login is the server's own message, and is recorded with who tried")
    func wire19FailedLogins() throws {
        let proxy = try RunningProxy(upstream: [try PostgresCluster.shared.get().v4])
        for (user, database, sqlstate) in [
            ("postgres", "no_such_database", "3D000"), ("no_such_user", "postgres", "28000"),
            ("password", "postgres", "28P01"),
        ] {
            var answers: [[Reply]] = []
            for address in [proxy.cluster.v4, proxy.v4] {
                let client = try RawClient(address)
                try client.send(Frontend.startup([("user", user), ("database", database)]))
                if user == "password" {
                    _ = try client.until("R")
                    try client.send(Frontend.message("p", Frontend.zeroed("wrong")))
                }
                answers.append(try client.untilEnd())
            }
            #expect(answers[0] == answers[1])
            #expect(answers[1].sqlstate == sqlstate)
        }
        let sessions = proxy.observed().sessions
        #expect(sessions.map(\.sqlstate.description) == ["3D000", "28000", "28P01"])
        #expect(sessions.map(\.dimensions.user) == ["postgres", "no_such_user", "password"])
        #expect(sessions.map(\.dimensions.database) == ["no_such_database", "postgres", "postgres"])
        #expect(Set(sessions.map(\.dimensions.client.description)) == ["127.0.0.1"])
    }
}
