import Bytes

/// The fields of an ErrorResponse that a proxy looks at, and the making of one.
public struct ErrorFields: Sendable, Equatable {
    /// The severity, not localised: ERROR, FATAL or PANIC. Empty when the server did not say.
    public var severity = ""
    /// The SQLSTATE.
    public var sqlstate = ""
    /// The message for people.
    public var message = ""
    /// More about it, nil for nothing.
    public var detail: String?
    /// What to do about it, nil for nothing.
    public var hint: String?
    /// The place in the SQL text, in characters, counted from 1; nil when the server named none.
    public var position: Int?

    /// An error to send.
    public init(severity: String, sqlstate: String, message: String, detail: String? = nil) {
        self.severity = severity
        self.sqlstate = sqlstate
        self.message = message
        self.detail = detail
    }

    /// Reads the body of an ErrorResponse, as much of it as is there.
    public init(body: [UInt8]) {
        var reader = ByteReader(body)
        while let field = try? reader.raw(1).first, field != 0, let value = try? reader.cString() {
            switch field {
            case UInt8(ascii: "V"): severity = String(decoding: value, as: UTF8.self)
            case UInt8(ascii: "S"): if severity.isEmpty { severity = String(decoding: value, as: UTF8.self) }
            case UInt8(ascii: "C"): sqlstate = String(decoding: value, as: UTF8.self)
            case UInt8(ascii: "M"): message = String(decoding: value, as: UTF8.self)
            case UInt8(ascii: "D"): detail = String(decoding: value, as: UTF8.self)
            case UInt8(ascii: "H"): hint = String(decoding: value, as: UTF8.self)
            case UInt8(ascii: "P"): position = Int(String(decoding: value, as: UTF8.self))
            default: break
            }
        }
    }

    /// The ErrorResponse message, ready to send.
    public var encoded: [UInt8] {
        var body = ByteWriter()
        let fields = [
            ("S", severity), ("V", severity), ("C", sqlstate), ("M", message), ("D", detail), ("H", hint),
        ]
        for case (let field, let text?) in fields {
            body.raw(field.utf8)
            body.cString(text)
        }
        body.raw([0])
        return MessageEncoding.message(BackendMessage.error, body.bytes)
    }
}
