import PostgresWire
import Testing

@testable import Authentication

@Suite struct SASLMessageTests {
    private func body(_ list: String) -> [UInt8] { [0, 0, 0, 10] + Array(list.utf8) }

    @Test func `wire 15: -PLUS is taken out of an offer`() throws {
        let offer = try SASLOffer(body: body("SCRAM-SHA-256-PLUS\0SCRAM-SHA-256\0OAUTHBEARER\0\0"))
        #expect(offer.mechanisms == ["SCRAM-SHA-256-PLUS", "SCRAM-SHA-256", "OAUTHBEARER"])
        #expect(offer.withoutChannelBinding.mechanisms == ["SCRAM-SHA-256", "OAUTHBEARER"])
        let encoded = offer.withoutChannelBinding.encoded
        #expect(encoded == [0x52, 0, 0, 0, 35] + body("SCRAM-SHA-256\0OAUTHBEARER\0\0"))
        #expect(try SASLOffer(body: Exchange.body(offer.encoded)) == offer)
        #expect(try SASLOffer(body: body("\0")).mechanisms == [])
        #expect(try SASLOffer(body: body("A-PLUS\0\0")).withoutChannelBinding.mechanisms == [])
    }

    @Test(arguments: ["", "A", "A\0", "A\0\0B", "A B\0\0", "é\0\0"])
    func `An offer that is none`(list: String) {
        #expect(throws: WireError.authenticationLayout) { try SASLOffer(body: body(list)) }
        #expect(throws: WireError.authenticationLayout) { try SASLOffer(body: [0, 0, 0]) }
        #expect(throws: WireError.authenticationLayout) { try SASLOffer(body: [0, 0, 0, 11, 0x41, 0, 0]) }
    }

    @Test func `A response is read as it was written`() throws {
        for data in [nil, [], Array("n,,n=,r=a".utf8)] as [[UInt8]?] {
            let response = SASLInitialResponse(mechanism: "M", data: data)
            #expect(try SASLInitialResponse(body: Exchange.body(response.encoded)) == response)
        }
        #expect(SASLInitialResponse(mechanism: "M", data: []).channelBindingFlag == nil)
        #expect(SASLInitialResponse(mechanism: "M", data: [0x61]).channelBindingFlag == nil)
    }

    @Test func `The old method's response`() {
        // As `select 'md5' || md5(md5('secret' || 'alice') || E'\\x01\\x02\\x03\\x04')` says.
        #expect(MD5Password.stored(user: "alice", password: "secret") == "md54a0a68b43b6cd5cf266fa02f196e2371")
        let salt: [UInt8] = [1, 2, 3, 4]
        #expect(
            MD5Password.response(user: "alice", password: "secret", salt: salt)
                == MD5Password.response(stored: "md54a0a68b43b6cd5cf266fa02f196e2371", salt: salt))
        #expect(
            MD5Password.response(user: "alice", password: "secret", salt: salt)
                == "md598a0412b9c31436fc53776e863350083")
    }
}
