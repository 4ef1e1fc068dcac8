import Bytes
public import PostgresWire

/// The mechanisms that AuthenticationSASL offers, in the server's order.
public struct SASLOffer: Sendable, Equatable {
    /// SCRAM with SHA-256.
    public static let scram = "SCRAM-SHA-256"
    /// The same, bound to the TLS connection that it runs on.
    public static let scramPlus = "SCRAM-SHA-256-PLUS"

    /// The names.
    public let mechanisms: [String]

    /// An offer to make.
    public init(mechanisms: [String]) { self.mechanisms = mechanisms }

    /// Reads the body of an AuthenticationSASL message, its code included.
    public init(body: [UInt8]) throws(WireError) {
        var reader = ByteReader(body)
        var mechanisms: [String] = []
        do throws(ByteReader.Truncated) {
            guard try reader.big(UInt32.self) == AuthenticationRequest.sasl.rawValue else { throw .init(offset: 0) }
            while true {
                let name = try reader.cString()
                if name.isEmpty { break }
                guard name.allSatisfy({ (0x21...0x7e).contains($0) }) else { throw .init(offset: reader.offset) }
                mechanisms.append(String(decoding: name, as: UTF8.self))
            }
            guard reader.remaining == 0 else { throw .init(offset: reader.offset) }
        } catch {
            throw .authenticationLayout
        }
        self.mechanisms = mechanisms
    }

    /// The offer without the mechanisms that are bound to the server's own TLS connection, which its client does not
    /// share. It can be empty.
    public var withoutChannelBinding: SASLOffer {
        SASLOffer(mechanisms: mechanisms.filter { !$0.hasSuffix("-PLUS") })
    }

    /// The whole AuthenticationSASL message.
    public var encoded: [UInt8] {
        var list = ByteWriter()
        for mechanism in mechanisms { list.cString(mechanism) }
        list.raw([0])
        return AuthenticationRequest.sasl.message(list.bytes)
    }
}
