/// How much a log record matters.
public enum LogLevel: UInt8, Sendable, Comparable, CaseIterable {
    /// What only somebody who looks for a fault wants to see.
    case debug
    /// What happened as it should.
    case info
    /// What somebody should look at, though all goes on.
    case warning
    /// What did not work.
    case error

    /// The word that records bear.
    public var name: String {
        switch self {
        case .debug: "debug"
        case .info: "info"
        case .warning: "warning"
        case .error: "error"
        }
    }

    /// The severity that syslog gives it (RFC 5424, section 6.2.1).
    var syslogSeverity: Int {
        switch self {
        case .debug: 7
        case .info: 6
        case .warning: 4
        case .error: 3
        }
    }

    /// Less severe before more severe.
    public static func < (a: LogLevel, b: LogLevel) -> Bool { a.rawValue < b.rawValue }
}
