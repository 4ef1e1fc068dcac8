import Testing

@testable import PostgresWire

@Suite struct AuthenticationRequestTests {
    @Test func `wire 14: methods by their first step`() {
        let mechanisms = Array("SCRAM-SHA-256-PLUS\0SCRAM-SHA-256\0\0".utf8)
        let methods = (0...12).map { (code: UInt8) in
            let body = [0, 0, 0, code] + mechanisms
            return AuthenticationRequest(body: body)?.method(body: body)
        }
        #expect(
            methods == [
                nil, nil, "gss", "password", nil, "md5", nil, "gss", nil, "sspi", "scram-sha-256", nil, nil,
            ])
        #expect(AuthenticationRequest(body: [0, 0, 0]) == nil)
        #expect(AuthenticationRequest(body: [0, 0, 0, 99]) == nil)
        #expect(AuthenticationRequest(body: [0, 0, 0, 0]) == .ok)
    }
}
