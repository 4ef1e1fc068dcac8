import Testing

@testable import PostgresWire

@Suite struct AuthenticationRequestTests {
    @Test func `wire 14: methods by their first step`() {
        let methods = (0...12).map { AuthenticationRequest(body: [0, 0, 0, UInt8($0)])?.method }
        #expect(
            methods == [
                nil, nil, "gss", "password", nil, "md5", nil, "gss", nil, "sspi", "scram-sha-256", nil, nil,
            ])
        #expect(AuthenticationRequest(body: [0, 0, 0]) == nil)
        #expect(AuthenticationRequest(body: [0, 0, 0, 99]) == nil)
        #expect(AuthenticationRequest(body: [0, 0, 0, 0]) == .ok)
    }
}
