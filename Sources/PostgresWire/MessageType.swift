/// The first byte of a frontend message (PostgreSQL documentation, "Message Formats").
public enum FrontendMessage {
    /// Bind: parameters for a prepared statement, giving a portal.
    @inlinable public static var bind: UInt8 { UInt8(ascii: "B") }
    /// Close: forget a prepared statement or portal.
    @inlinable public static var close: UInt8 { UInt8(ascii: "C") }
    /// CopyData.
    @inlinable public static var copyData: UInt8 { UInt8(ascii: "d") }
    /// CopyDone.
    @inlinable public static var copyDone: UInt8 { UInt8(ascii: "c") }
    /// CopyFail.
    @inlinable public static var copyFail: UInt8 { UInt8(ascii: "f") }
    /// Describe a prepared statement or portal.
    @inlinable public static var describe: UInt8 { UInt8(ascii: "D") }
    /// Execute a portal.
    @inlinable public static var execute: UInt8 { UInt8(ascii: "E") }
    /// Flush.
    @inlinable public static var flush: UInt8 { UInt8(ascii: "H") }
    /// FunctionCall.
    @inlinable public static var functionCall: UInt8 { UInt8(ascii: "F") }
    /// Parse: SQL text for a prepared statement.
    @inlinable public static var parse: UInt8 { UInt8(ascii: "P") }
    /// PasswordMessage, SASLInitialResponse, SASLResponse or GSSResponse, by context. Never stored.
    @inlinable public static var password: UInt8 { UInt8(ascii: "p") }
    /// Query: the simple protocol.
    @inlinable public static var query: UInt8 { UInt8(ascii: "Q") }
    /// Sync.
    @inlinable public static var sync: UInt8 { UInt8(ascii: "S") }
    /// Terminate.
    @inlinable public static var terminate: UInt8 { UInt8(ascii: "X") }
}

/// The first byte of a backend message (PostgreSQL documentation, "Message Formats").
public enum BackendMessage {
    /// Authentication*: the kind is in the body.
    @inlinable public static var authentication: UInt8 { UInt8(ascii: "R") }
    /// BackendKeyData: process id and secret key.
    @inlinable public static var backendKeyData: UInt8 { UInt8(ascii: "K") }
    /// BindComplete.
    @inlinable public static var bindComplete: UInt8 { UInt8(ascii: "2") }
    /// CloseComplete.
    @inlinable public static var closeComplete: UInt8 { UInt8(ascii: "3") }
    /// CommandComplete, with a tag such as `SELECT 5`.
    @inlinable public static var commandComplete: UInt8 { UInt8(ascii: "C") }
    /// CopyInResponse.
    @inlinable public static var copyInResponse: UInt8 { UInt8(ascii: "G") }
    /// CopyBothResponse.
    @inlinable public static var copyBothResponse: UInt8 { UInt8(ascii: "W") }
    /// DataRow.
    @inlinable public static var dataRow: UInt8 { UInt8(ascii: "D") }
    /// EmptyQueryResponse.
    @inlinable public static var emptyQuery: UInt8 { UInt8(ascii: "I") }
    /// ErrorResponse.
    @inlinable public static var error: UInt8 { UInt8(ascii: "E") }
    /// FunctionCallResponse.
    @inlinable public static var functionCallResponse: UInt8 { UInt8(ascii: "V") }
    /// NoData.
    @inlinable public static var noData: UInt8 { UInt8(ascii: "n") }
    /// NoticeResponse.
    @inlinable public static var notice: UInt8 { UInt8(ascii: "N") }
    /// ParameterStatus.
    @inlinable public static var parameterStatus: UInt8 { UInt8(ascii: "S") }
    /// ParseComplete.
    @inlinable public static var parseComplete: UInt8 { UInt8(ascii: "1") }
    /// PortalSuspended.
    @inlinable public static var portalSuspended: UInt8 { UInt8(ascii: "s") }
    /// ReadyForQuery, with the transaction's state.
    @inlinable public static var readyForQuery: UInt8 { UInt8(ascii: "Z") }
    /// RowDescription.
    @inlinable public static var rowDescription: UInt8 { UInt8(ascii: "T") }
}
