import Bytes

/// The first packet of a connection, which has no type byte (PostgreSQL documentation, "Message Formats").
public enum StartupPacket: Sendable, Equatable {
    /// A name and a value, as bytes in whatever encoding the client uses.
    public struct Parameter: Sendable, Equatable {
        /// The name, such as `user`.
        public let name: [UInt8]
        /// The value.
        public let value: [UInt8]
    }

    /// SSLRequest.
    case ssl
    /// GSSENCRequest.
    case gss
    /// CancelRequest for a backend process, with its secret key of 4 to 256 bytes.
    case cancel(processID: UInt32, key: [UInt8])
    /// StartupMessage of protocol 3 with its minor version.
    case startup(minor: UInt16, parameters: [Parameter])

    /// The largest start-up packet that PostgreSQL reads: its limit of 10,000 bytes is without the length field.
    public static let longest: UInt32 = 10_004
    /// The smallest packet: a length and a code.
    public static let shortest: UInt32 = 8

    static let cancelCode: UInt32 = 80_877_102
    static let sslCode: UInt32 = 80_877_103
    static let gssCode: UInt32 = 80_877_104
    private static let longestKey = 256

    /// The length that a packet says it has, or nil when fewer than four bytes are there.
    public static func length(_ bytes: [UInt8]) throws(WireError) -> Int? {
        var reader = ByteReader(bytes)
        guard let length = try? reader.big(UInt32.self) else { return nil }
        guard length >= shortest && length <= longest else { throw .startupLength(length) }
        return Int(length)
    }

    /// Reads a whole packet, its length field included.
    public init(_ packet: [UInt8]) throws(WireError) {
        var reader = ByteReader(packet)
        do {
            let length = try reader.big(UInt32.self)
            guard Int(length) == packet.count else { throw WireError.startupLength(length) }
            let code = try reader.big(UInt32.self)
            self = try Self.read(code, &reader)
        } catch let error as WireError {
            throw error
        } catch {
            throw .startupLayout
        }
    }

    private static func read(_ code: UInt32, _ reader: inout ByteReader) throws -> StartupPacket {
        switch code {
        case sslCode: return .ssl
        case gssCode: return .gss
        case cancelCode: return try cancel(&reader)
        default:
            let (major, minor) = (UInt16(code >> 16), UInt16(truncatingIfNeeded: code))
            guard major == 3 else { throw WireError.protocolVersion(major: major, minor: minor) }
            return .startup(minor: minor, parameters: try parameters(&reader))
        }
    }

    private static func cancel(_ reader: inout ByteReader) throws -> StartupPacket {
        guard reader.remaining >= 8, reader.remaining <= 4 + longestKey else { throw WireError.cancelLayout }
        let processID = try reader.big(UInt32.self)
        return .cancel(processID: processID, key: Array(try reader.raw(reader.remaining)))
    }

    private static func parameters(_ reader: inout ByteReader) throws -> [Parameter] {
        var found: [Parameter] = []
        while true {
            let name = try reader.cString()
            if name.isEmpty { break }
            found.append(Parameter(name: Array(name), value: Array(try reader.cString())))
        }
        guard reader.remaining == 0 else { throw WireError.startupLayout }
        return found
    }
}
