import Platform
import Synchronization
import TestSupport
import Testing

@testable import Authentication

@Suite struct VerifierSourceTests {
    let cluster: PostgresCluster
    private let secret: [UInt8] = [1, 2, 3]
    private let folder = TemporaryFolder()
    private let log = Log()

    init() throws {
        cluster = try Postgres.shared.get()
        try log.configure(level: .debug, format: .text, destination: .file(path: folder.path + "/log"))
    }

    private var logged: String { textOfFile(folder.path + "/log") }

    private func query(
        _ address: SocketAddress? = nil, user: String = "postgres", timeout: Duration = .seconds(20),
        text: String = AuthenticationQuery.usualText
    ) -> AuthenticationQuery {
        AuthenticationQuery(
            BackendTarget(addresses: [address ?? cluster.v4], timeout: timeout), user: user, password: "pencil",
            text: text)
    }

    private func source(
        _ query: AuthenticationQuery?, userlist: String? = nil, adjust: (inout VerifierSource.Limits) -> Void = { _ in }
    ) throws -> VerifierSource {
        var limits = VerifierSource.Limits()
        adjust(&limits)
        return try VerifierSource(
            userlist: userlist.map { try Userlist(Array($0.utf8), file: "users.txt") }, query: query, name: "main",
            secret: secret, limits: limits, log: log)
    }

    private func lookUp(_ user: String, _ source: VerifierSource) -> StoredSecret? {
        let given = Handoff<StoredSecret?>()
        source.lookUp(user) { given.give($0) }
        return given.wait()
    }

    @Test func `Verifiers of a list`() throws {
        let source = try source(
            nil,
            userlist: "\"a\" \"\(ScramVerifierTests.pencil)\"\n\"b\" \"pencil\"\n\"c\" \"md5"
                + String(repeating: "0", count: 32) + "\"\n\"d\" \"\"\n\"e\" \"ﬁ\"")
        defer { source.stop() }
        #expect(lookUp("a", source)?.verifier == (try ScramVerifier(ScramVerifierTests.pencil)))
        #expect(lookUp("b", source)?.verifier.iterations == 4096)
        for user in ["c", "d", "e", "f"] { #expect(lookUp(user, source) == nil) }
        #expect(logged.contains("user=c reason=\"has an md5 password, with which SCRAM can do nothing\""), "\(logged)")
        #expect(!logged.contains("user=d"), "limited")
    }

    @Test func `wire 16: from the server's verifier to a login at the server`() throws {
        for user in ["source_scram", "source\"quoted", "source'; drop table x; --"] {
            try Postgres.makeRole(user)
            let source = try source(query())
            defer { source.stop() }
            let stored = try #require(lookUp(user, source))
            var server = ScramServer(user: user, verifier: stored.verifier, secret: secret)
            var client = try ScramClient(offer: server.offer, credential: .password("pencil"))
            let keys = try Exchange.run(&server, &client)
            guard case .keys = stored.credential(keys) else {
                Issue.record("a password")
                return
            }
        }
    }

    @Test func `A password of a list logs in at the server`() throws {
        let source = try source(nil, userlist: "\"u\" \"pencil\"")
        defer { source.stop() }
        let stored = try #require(lookUp("u", source))
        var server = ScramServer(user: "u", verifier: stored.verifier, secret: secret)
        var client = try ScramClient(offer: server.offer, credential: .password("pencil"))
        guard case .password("pencil") = stored.credential(try Exchange.run(&server, &client)) else {
            Issue.record("no password")
            return
        }
    }

    @Test func `The list comes first, and the server is asked for others`() throws {
        try Postgres.makeRole("source_both")
        let source = try source(query(), userlist: "\"source_both\" \"\(ScramVerifierTests.pencil)\"\n\"x\" \"\"")
        defer { source.stop() }
        #expect(lookUp("source_both", source)?.verifier.encoded == ScramVerifierTests.pencil)
        let other = try ScramVerifier(Postgres.makeRole("source_other"))
        #expect(lookUp("source_other", source)?.verifier == other)
        #expect(lookUp("x", source) == nil)
    }

    @Test func `Roles who cannot log in by SCRAM`() throws {
        try Postgres.makeRole("source_md5", .md5)
        try Postgres.makeRole("source_expired")
        try cluster.sql("alter role source_expired valid until '2020-01-01'")
        let source = try source(query())
        defer { source.stop() }
        #expect(lookUp("source_md5", source) == nil)
        #expect(logged.contains("user=source_md5 reason=\"has an md5 password"), "\(logged)")
        for user in ["source_expired", "postgres", "nobody", "scram_users", ""] { #expect(lookUp(user, source) == nil) }
    }

    @Test func `A verifier is kept until it is forgotten or old`() throws {
        let first = try ScramVerifier(Postgres.makeRole("source_kept"))
        let (keeping, asking) = (try source(query()), try source(query()) { $0.verifierLifetime = .zero })
        defer {
            keeping.stop()
            asking.stop()
        }
        for source in [keeping, asking] { #expect(lookUp("source_kept", source)?.verifier == first) }
        let second = try ScramVerifier(Postgres.makeRole("source_kept"))
        #expect(lookUp("source_kept", keeping)?.verifier == first)
        #expect(lookUp("source_kept", asking)?.verifier == second)
        keeping.forget("source_kept")
        #expect(lookUp("source_kept", keeping)?.verifier == second)
    }

    @Test func `A failure is kept for a short time`() throws {
        let (keeping, asking) = (
            try source(query()) { $0.failureLifetime = .seconds(1000) },
            try source(query()) { $0.failureLifetime = .zero }
        )
        defer {
            keeping.stop()
            asking.stop()
        }
        try cluster.sql("drop role if exists source_new")
        for source in [keeping, asking] { #expect(lookUp("source_new", source) == nil) }
        try Postgres.makeRole("source_new")
        #expect(lookUp("source_new", keeping) == nil)
        #expect(lookUp("source_new", asking) != nil)
    }

    @Test func `The connection is made again when it broke`() throws {
        try Postgres.makeRole("source_again")
        try cluster.sql(
            "drop role if exists asker; create role asker login superuser in role scram_users password 'pencil'")
        let source = try source(query(user: "asker")) { $0.verifierLifetime = .zero }
        defer { source.stop() }
        for _ in 0..<3 {
            #expect(lookUp("source_again", source) != nil)
            #expect(lookUp("source_again", source) != nil)
            // One connection, which was used twice.
            #expect(
                try cluster.sql(
                    "select count(pg_terminate_backend(pid, 20000)) from pg_stat_activity where usename = 'asker'")
                    == "1")
        }
    }

    @Test func `A look-up that fails says why, and no secret`() throws {
        try Postgres.makeRole("source_weak")
        for (query, reason) in [
            (query(user: "source_weak"), "permission denied for table pg_authid (42501)"),
            (query(text: "select 1 where $1 = $1"), "the query gives 1 rows of 1 columns, not 1 of 2"),
            (query(text: "select $1, 'SCRAM-SHA-256$hush'"), "the verifier is not valid"),
            (query(user: "rejected"), "(28000)"),
            (query(unusedAddress()), "Connection refused"),
        ] {
            let log = Log()
            let path = folder.path + "/\(reason.hashValue)"
            try log.configure(level: .debug, format: .text, destination: .file(path: path))
            let source = try VerifierSource(
                userlist: nil, query: query, name: "main", secret: secret, log: log)
            defer { source.stop() }
            #expect(lookUp("somebody", source) == nil)
            let text = textOfFile(path)
            #expect(text.contains("warning cannot look up a verifier proxy=main user=somebody reason="), "\(text)")
            #expect(text.contains(reason), "\(text)")
            #expect(!text.contains("hush") && !text.contains("pencil"))
        }
    }

    @Test func `No more than so many wait, and all are answered`() throws {
        var server: RawServer? = try RawServer()
        let source = try source(query(server?.address)) { $0.waiting = 3 }
        let answered = Mutex<[String]>([])
        func ask(_ user: String) {
            source.lookUp(user) { known in
                #expect(known == nil)
                answered.withLock { $0.append(user) }
            }
        }
        for user in ["a", "a", "b", "c", "d"] { ask(user) }
        #expect(answered.withLock { $0 } == ["c", "d"])
        // Who asked the server gets no answer any more.
        _ = try server?.accept()
        server = nil
        source.stop()
        #expect(answered.withLock { $0.sorted() } == ["a", "a", "b", "c", "d"])
        ask("e")
        #expect(answered.withLock { $0.last } == "e")
    }

    @Test func `The cache forgets what expires next`() throws {
        var cache = VerifierCache(capacity: 2)
        let stored = StoredSecret(verifier: try ScramVerifier(ScramVerifierTests.pencil))
        cache.put(stored, for: "a", at: 0, lifetime: 30)
        for user in ["b", "c", "d"] { cache.put(nil, for: user, at: 0, lifetime: 1) }
        #expect(cache.secret(of: "a", at: 29) != nil)
        #expect(cache.secret(of: "b", at: 0) == nil)
        guard case .some(nil) = cache.secret(of: "d", at: 0) else {
            Issue.record("a failure is kept too")
            return
        }
        #expect(cache.secret(of: "d", at: 1) == nil)
        #expect(cache.secret(of: "a", at: 30) == nil)
    }
}
