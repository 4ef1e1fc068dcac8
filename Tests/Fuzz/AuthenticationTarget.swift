import Authentication
import PostgresWire

/// Messages of a login that are read and written again are the same.
enum AuthenticationTarget {
    static func run(_ input: [UInt8]) {
        if let request = AuthenticationRequest(body: input) {
            hold(Array(request.message(Array(input.dropFirst(4))).dropFirst(5)) == input, "a request is the same")
            let method = request.method(body: input)
            hold(method.map { $0.utf8.count <= 3 * input.count + 16 } ?? true, "a method's name is short")
        }
        if let offer = try? SASLOffer(body: input) {
            hold(Array(offer.encoded.dropFirst(5)) == input, "an offer is the same when written again")
            let plain = offer.withoutChannelBinding.mechanisms
            hold(!plain.contains { $0.hasSuffix("-PLUS") }, "no mechanism with channel binding is left")
            hold(plain.allSatisfy(offer.mechanisms.contains), "nothing is added to an offer")
        }
        if let response = try? SASLInitialResponse(body: input) {
            hold(Array(response.encoded.dropFirst(5)) == input, "a response is the same when written again")
            _ = response.channelBindingFlag
        }
    }
}
