/// What a session's settings say about how its SQL is to be read.
public struct ScannerOptions: Sendable, Equatable {
    /// The session's `standard_conforming_strings`: when off, a backslash escapes in plain `'…'` strings too.
    public var standardConformingStrings: Bool
    /// The session's `client_encoding`.
    public var encoding: ClientEncoding
    /// The store's secret that keys `ScannedStatement.shape`.
    public var shapeKey: UInt64

    /// The settings of a session; the defaults are PostgreSQL's.
    public init(standardConformingStrings: Bool = true, encoding: ClientEncoding = .utf8, shapeKey: UInt64 = 0) {
        self.standardConformingStrings = standardConformingStrings
        self.encoding = encoding
        self.shapeKey = shapeKey
    }
}
