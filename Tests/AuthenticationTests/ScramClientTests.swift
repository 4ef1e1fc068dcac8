import Testing

@testable import Authentication

/// Servers that are not what they should be.
@Suite struct ScramClientTests {
    private let offer = SASLOffer(mechanisms: [SASLOffer.scram])

    private func client(_ offer: SASLOffer? = nil, binding: [UInt8]? = nil) throws -> ScramClient {
        try ScramClient(
            offer: offer ?? self.offer, credential: .password("pencil"), channelBinding: binding, user: "",
            nonce: Array("mine".utf8))
    }

    private func failure(_ messages: [String], codes: [UInt8] = [11, 12, 0]) throws -> ScramClientError? {
        var client = try client()
        do throws(ScramClientError) {
            for (message, code) in zip(messages, codes) {
                _ = try client.receive([0, 0, 0, code] + Array(message.utf8))
            }
            return nil
        } catch {
            #expect(throws: ScramClientError.self) { try client.receive([0, 0, 0, 0]) }
            return error
        }
    }

    @Test func `A nonce that does not continue ours`() throws {
        for nonce in ["", "mine", "min", "Mineabc", "theirs", "xmineabc", "mine\u{1}", "mine abc"] {
            #expect(try failure(["r=\(nonce),s=c2FsdA==,i=1"]) == .wrongNonce)
        }
    }

    @Test(arguments: ["0", "-1", "", "10000001", "99999999999999999999", "1x", "+1", "４"])
    func `Iterations that nobody has`(number: String) throws {
        let error = try failure(["r=mineabc,s=c2FsdA==,i=\(number)"])
        guard case .iterations = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(arguments: [
        "", "r", "r=mineabc", "r=mineabc,s=*,i=1", "r=mineabc,s=,i=1", "r=mineabc,i=1,s=c2FsdA==", "m=1,r=mineabc",
    ])
    func `A first message that is none`(message: String) throws {
        guard case .malformed = try failure([message]) else {
            Issue.record("\(message)")
            return
        }
    }

    @Test func `A server that does not know the verifier`() throws {
        let first = "r=mineabc,s=c2FsdA==,i=1"
        #expect(try failure([first, "v=AAAA"]) == .wrongServerSignature)
        #expect(
            try failure([first, "v=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="]) == .wrongServerSignature)
        #expect(try failure([first, "e=other-error\u{1b}"]) == .refused("other-error?"))
        guard case .malformed = try failure([first, "x=1"]), case .malformed = try failure([first, "v=*"]),
            case .malformed = try failure([first, ""])
        else {
            Issue.record("taken")
            return
        }
    }

    @Test func `A server that lets us in without proof`() throws {
        let first = "r=mineabc,s=c2FsdA==,i=1"
        #expect(try failure([""], codes: [0]) == .missingServerFinal)
        #expect(try failure([first, ""], codes: [11, 0]) == .missingServerFinal)
        #expect(try failure([first, first], codes: [11, 11]) == .unexpectedMessage)
        #expect(try failure([first], codes: [12]) == .unexpectedMessage)
        #expect(try failure([first], codes: [3]) == .unexpectedMessage)
        #expect(try failure([first], codes: [99]) == .unexpectedMessage)
        var client = try client()
        #expect(throws: ScramClientError.unexpectedMessage) { try client.receive([0, 0]) }
    }

    @Test func `The flag about channel binding`() throws {
        func flag(_ client: ScramClient) throws -> SASLInitialResponse.ChannelBindingFlag? {
            try SASLInitialResponse(body: Exchange.body(client.initialResponse)).channelBindingFlag
        }
        let both = SASLOffer(mechanisms: [SASLOffer.scramPlus, SASLOffer.scram])
        #expect(try flag(client()) == .unsupported)
        #expect(try flag(client(binding: [1])) == .notOffered)
        #expect(try flag(client(both)) == .unsupported)
        #expect(try flag(client(both, binding: [1])) == .used)
    }

    @Test func `What cannot begin`() {
        #expect(throws: ScramClientError.noMechanism(["OAUTHBEARER"])) {
            try client(SASLOffer(mechanisms: ["OAUTHBEARER"]))
        }
        #expect(throws: ScramClientError.unpreparedPassword) {
            try ScramClient(offer: offer, credential: .password("ﬁ"))
        }
    }
}
