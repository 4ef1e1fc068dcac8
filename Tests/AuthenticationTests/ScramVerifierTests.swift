import TestSupport
import Testing

@testable import Authentication

@Suite struct ScramVerifierTests {
    /// The password is `pencil`, the salt that of RFC 7677.
    static let pencil =
        "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$"
        + "WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU="

    @Test func `A verifier is read and written as the server has it`() throws {
        #expect(try ScramVerifier(Self.pencil).encoded == Self.pencil)
        #expect(try ScramVerifier(Self.pencil).iterations == 4096)
    }

    @Test func `A verifier made of a password is the server's`() throws {
        for (role, password) in [("scram_make", "pencil"), ("scram_make_2", "Straße Ωmega я")] {
            let stored = try ScramVerifier(Postgres.makeRole(role, password: password))
            #expect(try ScramVerifier(password: password, salt: stored.salt, iterations: 4096) == stored)
            #expect(try ScramVerifier(password: password + "x", salt: stored.salt, iterations: 4096) != stored)
        }
    }

    @Test func `The server takes a verifier that we make`() throws {
        let cluster = try Postgres.shared.get()
        let verifier = try ScramVerifier(password: "pencil", iterations: 5000)
        try Postgres.makeRole("scram_given", password: verifier.encoded)
        let result = try ChildProcess.run(
            [
                "psql", "-X", "-h", cluster.folder, "-p", "\(cluster.port)", "-U", "scram_given", "-d", "postgres",
                "-c", "",
            ],
            environment: ["PGPASSWORD": "pencil"])
        #expect(result.status == 0, "\(result.errors)")
    }

    @Test(arguments: [
        "", "SCRAM-SHA-256", "SCRAM-SHA-256$", "SCRAM-SHA-256$$", "SCRAM-SHA-256$4096:c2FsdA==$", "md5abc",
        pencil + "=", pencil + "$", "x" + pencil, String(pencil.dropLast()),
        pencil.replacing("$4096:", with: "$0:"), pencil.replacing("$4096:", with: "$-1:"),
        pencil.replacing("$4096:", with: "$:"), pencil.replacing("$4096:", with: "$10000001:"),
        pencil.replacing("$4096:", with: "$99999999999999999999:"), pencil.replacing("$4096:", with: "$4096"),
        pencil.replacing("W22ZaJ0SNY7soEsUEjb6gQ==", with: ""), pencil.replacing("gQ==", with: "gQ"),
        pencil.replacing("WG5d", with: ""), pencil.replacing("WG5d", with: "WG5dWG5d"),
        pencil.replacing("wfPL", with: "*"),
    ])
    func `What is no verifier`(text: String) {
        let error = #expect(throws: ScramVerifier.Failure.self) { _ = try ScramVerifier(text) }
        guard case .malformed = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `A password that SASLprep may change is refused`() throws {
        for password in ["\u{a0}", "pa\u{ad}ss", "ﬁ", "e\u{301}", "ſ", "ŉ", "²", "漢", "é\t", "\u{1f600}"] {
            #expect(throws: ScramVerifier.Failure.unpreparedPassword) { _ = try ScramVerifier(password: password) }
        }
        #expect("\(ScramVerifier.Failure.unpreparedPassword)".contains("give its verifier"))
        for password in ["a\tb", "\u{7f}", "é", "ß", ""] { _ = try ScramVerifier(password: password, iterations: 1) }
    }

    @Test func `Nothing shows a key`() throws {
        let verifier = try ScramVerifier(Self.pencil)
        var dumped = ""
        dump(verifier, to: &dumped)
        dump(ScramKeys(clientKey: [1], verifier: verifier), to: &dumped)
        dump(StoredSecret(verifier: verifier), to: &dumped)
        dump(Userlist.Secret.password("hush"), to: &dumped)
        dump(ScramClient.Credential.password("hush"), to: &dumped)
        dumped += "\(verifier) \(String(reflecting: verifier)) \(Userlist.Secret.password("hush"))"
        for secret in ["W22", "WG5d", "wfPL", "hush", "clientKey", "salt"] {
            #expect(!dumped.contains(secret), "\(dumped)")
        }
    }
}
