/// What went wrong with an interface, a filter or a capture file, where, and what to do about it.
public struct CaptureError: Error, Sendable, Equatable {
    /// The kinds of trouble that callers treat differently.
    public enum Code: Sendable, Equatable {
        /// There is no such interface now.
        case noInterface
        /// Capturing is not allowed.
        case notPermitted
        /// The interface is there but down.
        case interfaceDown
        /// libpcap does not understand the filter.
        case filter
        /// The pattern of interface names is not understood.
        case pattern
        /// Packets come in frames that are not understood.
        case linkType
        /// The file cannot be read at all.
        case access
        /// The file is no capture file, or a kind of it that is not understood.
        case format
        /// The file is damaged or ends too early.
        case corrupt
        /// Whoever asked for it wants it to end.
        case interrupted
        /// libpcap or the system gave up.
        case system
    }

    /// The kind of trouble.
    public let code: Code
    /// What was wrong and what to do.
    public let message: String

    /// Describes trouble.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

extension CaptureError: CustomStringConvertible {
    /// The message.
    public var description: String { message }
}
