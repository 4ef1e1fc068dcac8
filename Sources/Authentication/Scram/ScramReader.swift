/// Reads the attributes of a SCRAM message, `a=value,b=value`, with PostgreSQL's errors.
struct ScramReader {
    private(set) var rest: ArraySlice<UInt8>

    init(_ message: [UInt8]) { rest = message[...] }

    /// The next byte; 0 at the end.
    var next: UInt8 { rest.first ?? 0 }

    mutating func skip() { rest = rest.dropFirst() }

    /// The value of an attribute that has to come next.
    mutating func value(of attribute: Character) throws(AuthenticationError) -> [UInt8] {
        guard next == attribute.asciiValue else {
            throw .malformed("Expected attribute \"\(attribute)\" but found \"\(Self.shown(next))\".")
        }
        return try value(attribute)
    }

    /// The next attribute, whatever it is.
    mutating func attribute() throws(AuthenticationError) -> (name: UInt8, value: [UInt8]) {
        let name = next
        guard !rest.isEmpty else { throw .malformed("Attribute expected, but found end of string.") }
        guard (0x41...0x5a).contains(name) || (0x61...0x7a).contains(name) else {
            throw .malformed("Attribute expected, but found invalid character \"\(Self.shown(name))\".")
        }
        return (name, try value(Character(UnicodeScalar(name))))
    }

    private mutating func value(_ attribute: Character) throws(AuthenticationError) -> [UInt8] {
        skip()
        guard next == UInt8(ascii: "=") else {
            throw .malformed("Expected character \"=\" for attribute \"\(attribute)\".")
        }
        skip()
        let value = rest.prefix { $0 != UInt8(ascii: ",") }
        rest = rest[value.endIndex...].dropFirst()
        return Array(value)
    }

    /// Whether a nonce has only the characters that RFC 5802 allows it.
    static func isPrintable(_ nonce: [UInt8]) -> Bool {
        nonce.allSatisfy { (0x21...0x7e).contains($0) && $0 != UInt8(ascii: ",") }
    }

    /// A number in digits alone; nil for anything else, or more than fits.
    static func number(_ text: some Collection<UInt8>) -> Int? {
        guard !text.isEmpty, text.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(String(decoding: text, as: UTF8.self))
    }

    /// A byte for an error message.
    static func shown(_ byte: UInt8) -> String {
        if (0x21...0x7e).contains(byte) { return "'\(UnicodeScalar(byte))'" }
        return "0x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }

    /// A text for an error message: at most 30 bytes, and only printable ones.
    static func shown(_ text: [UInt8]) -> String {
        String(decoding: text.prefix(30).map { (0x21...0x7e).contains($0) ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
    }
}
