/// What a peer did that the protocol does not allow.
public enum WireError: Error, Sendable, Equatable {
    /// A message whose length is below four or above one gigabyte.
    case messageLength(type: UInt8, length: UInt32)
    /// A start-up packet whose length is below eight or above 10,004 bytes (PostgreSQL's MAX_STARTUP_PACKET_LENGTH
    /// and the length field).
    case startupLength(UInt32)
    /// A start-up packet for a major version of the protocol other than 3.
    case protocolVersion(major: UInt16, minor: UInt16)
    /// A start-up packet without a final terminator or with a name without a value.
    case startupLayout
    /// A message that has no place there.
    case unexpectedMessage(type: UInt8)
    /// A cancel request without a process id or with a key that is too long.
    case cancelLayout
    /// An Authentication message whose data is not what its code says.
    case authenticationLayout
}

extension WireError: CustomStringConvertible {
    /// The text that the peer and the log get.
    public var description: String {
        switch self {
        case .messageLength(let type, let length):
            "invalid message length \(length) of message type \(Self.printable(type))"
        case .startupLength(let length): "invalid length of startup packet: \(length)"
        case .protocolVersion(let major, let minor):
            "unsupported frontend protocol \(major).\(minor): server supports 3.0 to 3.0"
        case .startupLayout: "invalid startup packet layout: expected terminator as last byte"
        case .unexpectedMessage(let type): "message type \(Self.printable(type)) is out of place"
        case .cancelLayout: "invalid length of cancel request packet"
        case .authenticationLayout: "invalid layout of authentication message"
        }
    }

    private static func printable(_ type: UInt8) -> String {
        (0x21...0x7e).contains(type) ? String(UnicodeScalar(type)) : String(type)
    }

    /// The SQLSTATE that PostgreSQL gives for it.
    public var sqlstate: String {
        switch self {
        case .protocolVersion: "0A000"
        case .messageLength, .unexpectedMessage, .startupLength, .startupLayout, .cancelLayout, .authenticationLayout:
            "08P01"
        }
    }
}
