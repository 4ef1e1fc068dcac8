/// The first byte of a frontend message (PostgreSQL documentation, "Message Formats").
public enum FrontendMessage {
    /// Bind: parameters for a prepared statement, giving a portal.
    public static let bind = UInt8(ascii: "B")
    /// Close: forget a prepared statement or portal.
    public static let close = UInt8(ascii: "C")
    /// CopyData.
    public static let copyData = UInt8(ascii: "d")
    /// CopyDone.
    public static let copyDone = UInt8(ascii: "c")
    /// CopyFail.
    public static let copyFail = UInt8(ascii: "f")
    /// Describe a prepared statement or portal.
    public static let describe = UInt8(ascii: "D")
    /// Execute a portal.
    public static let execute = UInt8(ascii: "E")
    /// Flush.
    public static let flush = UInt8(ascii: "H")
    /// FunctionCall.
    public static let functionCall = UInt8(ascii: "F")
    /// Parse: SQL text for a prepared statement.
    public static let parse = UInt8(ascii: "P")
    /// PasswordMessage, SASLInitialResponse, SASLResponse or GSSResponse, by context. Never stored.
    public static let password = UInt8(ascii: "p")
    /// Query: the simple protocol.
    public static let query = UInt8(ascii: "Q")
    /// Sync.
    public static let sync = UInt8(ascii: "S")
    /// Terminate.
    public static let terminate = UInt8(ascii: "X")
}

/// The first byte of a backend message (PostgreSQL documentation, "Message Formats").
public enum BackendMessage {
    /// Authentication*: the kind is in the body.
    public static let authentication = UInt8(ascii: "R")
    /// BackendKeyData: process id and secret key.
    public static let backendKeyData = UInt8(ascii: "K")
    /// BindComplete.
    public static let bindComplete = UInt8(ascii: "2")
    /// CloseComplete.
    public static let closeComplete = UInt8(ascii: "3")
    /// CommandComplete, with a tag such as `SELECT 5`.
    public static let commandComplete = UInt8(ascii: "C")
    /// CopyInResponse.
    public static let copyInResponse = UInt8(ascii: "G")
    /// CopyBothResponse.
    public static let copyBothResponse = UInt8(ascii: "W")
    /// DataRow.
    public static let dataRow = UInt8(ascii: "D")
    /// EmptyQueryResponse.
    public static let emptyQuery = UInt8(ascii: "I")
    /// ErrorResponse.
    public static let error = UInt8(ascii: "E")
    /// FunctionCallResponse.
    public static let functionCallResponse = UInt8(ascii: "V")
    /// NoData.
    public static let noData = UInt8(ascii: "n")
    /// ParameterStatus.
    public static let parameterStatus = UInt8(ascii: "S")
    /// ParseComplete.
    public static let parseComplete = UInt8(ascii: "1")
    /// PortalSuspended.
    public static let portalSuspended = UInt8(ascii: "s")
    /// ReadyForQuery, with the transaction's state.
    public static let readyForQuery = UInt8(ascii: "Z")
    /// RowDescription.
    public static let rowDescription = UInt8(ascii: "T")
}
