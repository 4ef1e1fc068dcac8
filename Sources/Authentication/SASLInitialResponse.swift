import Bytes
import PostgresWire

/// The first message of a client in a SASL exchange: the mechanism that it chose, and the mechanism's first data.
public struct SASLInitialResponse: Sendable, Equatable {
    /// What the first byte of SCRAM data says about channel binding (GS2, RFC 5801).
    public enum ChannelBindingFlag: Sendable, Equatable {
        /// `n`: the client does not bind, or was told not to.
        case unsupported
        /// `y`: the client would bind, and believes that the server cannot.
        case notOffered
        /// `p`: the client binds.
        case used
    }

    /// The mechanism's name, as bytes.
    public let mechanism: [UInt8]
    /// The data; nil when the client waits for the server to begin.
    public let data: [UInt8]?

    /// A response to send.
    public init(mechanism: String, data: [UInt8]?) {
        self.mechanism = Array(mechanism.utf8)
        self.data = data
    }

    /// Reads the body of the message.
    public init(body: [UInt8]) throws(AuthenticationError) {
        var reader = ByteReader(body)
        guard let mechanism = try? reader.cString() else { throw .protocolViolation("invalid string in message") }
        let absent = UInt32.max
        guard let length = try? reader.big(UInt32.self), length == absent || Int(length) <= reader.remaining else {
            throw .protocolViolation("insufficient data left in message")
        }
        self.mechanism = Array(mechanism)
        data = length == absent ? nil : (try? reader.raw(Int(length))).map(Array.init)
        guard reader.remaining == 0 else { throw .protocolViolation("invalid message format") }
    }

    /// What SCRAM data says about channel binding; nil when it says nothing that is known.
    public var channelBindingFlag: ChannelBindingFlag? {
        switch data?.first {
        case UInt8(ascii: "n"): .unsupported
        case UInt8(ascii: "y"): .notOffered
        case UInt8(ascii: "p"): .used
        default: nil
        }
    }

    /// The whole message.
    public var encoded: [UInt8] {
        var body = ByteWriter()
        body.raw(mechanism + [0])
        body.big(data.map { UInt32($0.count) } ?? .max)
        body.raw(data ?? [])
        return MessageEncoding.message(FrontendMessage.password, body.bytes)
    }
}
