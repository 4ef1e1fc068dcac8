import COpenSSL
import Glibc

/// Why TLS could not be set up or went wrong.
public struct TLSError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The text for people, with OpenSSL's reason.
    public let description: String

    /// An error with a reason of our own.
    public init(_ description: String) { self.description = description }

    /// What OpenSSL says of the last operation of this thread, behind `what` failed.
    static func last(_ what: String) -> TLSError {
        let reason = takeReason()
        return TLSError(reason.isEmpty ? what : "\(what): \(reason)")
    }

    /// The first error of this thread's queue, which is the cause of the others; empties the queue.
    static func takeReason() -> String {
        let code = ERR_get_error()
        ERR_clear_error()
        if code & systemFlag != 0 { return String(cString: strerror(Int32(truncatingIfNeeded: code & ~systemFlag))) }
        guard code != 0, let text = ERR_reason_error_string(code) else { return "" }
        return String(cString: text)
    }

    /// The bit of an error that comes from the system, whose other bits are errno (ERR_SYSTEM_FLAG).
    private static let systemFlag: UInt = 0x8000_0000
}
