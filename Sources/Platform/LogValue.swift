/// What a field of a log record can be.
public protocol LogValue: Sendable {
    /// The value in the form that records are written from.
    var logField: LogField { get }
}

/// A field of a log record.
public enum LogField: Sendable, Equatable {
    case text(String)
    /// Bytes from outside that may not be UTF-8.
    case bytes([UInt8])
    case integer(Int64)
    case decimal(Double)
    case boolean(Bool)
}

extension String: LogValue {
    /// The text.
    public var logField: LogField { .text(self) }
}

extension Bool: LogValue {
    /// true or false.
    public var logField: LogField { .boolean(self) }
}

extension Double: LogValue {
    /// The number.
    public var logField: LogField { .decimal(self) }
}

extension LogValue where Self: BinaryInteger {
    /// The number; the largest one for what does not fit.
    public var logField: LogField { .integer(Int64(clamping: self)) }
}

extension Int: LogValue {}
extension Int32: LogValue {}
extension Int64: LogValue {}
extension UInt16: LogValue {}
extension UInt32: LogValue {}
extension UInt64: LogValue {}

extension Duration: LogValue {
    /// The number of seconds.
    public var logField: LogField {
        .decimal(Double(components.seconds) + Double(components.attoseconds) / 1_000_000_000_000_000_000)
    }
}

extension [UInt8]: LogValue {
    /// The bytes, shown as text where they are UTF-8.
    public var logField: LogField { .bytes(self) }
}
