/// How far an import came.
public struct ImportProgress: Sendable, Equatable {
    /// Bytes of the file that were read, and all there are where that is known.
    public var bytes = 0
    /// The size of the file, nil for a stream.
    public var size: Int?
    /// Rows that are in the store from this run.
    public var rows = 0
}
