import Testing

@testable import PostgresWire

@Suite struct AuthenticationRequestTests {
    private func method(_ body: [UInt8]) -> String? { AuthenticationRequest(body: body)?.method(body: body) }

    @Test func `Methods by their first step`() {
        let methods = (0...9).map { method([0, 0, 0, UInt8($0)]) }
        #expect(methods == [nil, nil, "gss", "password", nil, "md5", nil, "gss", nil, "sspi"])
        #expect(method([0, 0, 0, 11]) == nil)
        #expect(method([0, 0, 0, 12]) == nil)
        #expect(AuthenticationRequest(body: [0, 0, 0]) == nil)
        #expect(AuthenticationRequest(body: [0, 0, 0, 99]) == nil)
        #expect(AuthenticationRequest(body: [0, 0, 0, 0]) == .ok)
    }

    @Test func `SASL is named by its plainest mechanism`() {
        let scram = Array("SCRAM-SHA-256-PLUS\0SCRAM-SHA-256\0\0".utf8)
        #expect(method([0, 0, 0, 10] + scram) == "scram-sha-256")
        #expect(method([0, 0, 0, 10] + Array("OAUTHBEARER\0\0".utf8)) == "oauthbearer")
        #expect(method([0, 0, 0, 10]) == "")
    }
}
