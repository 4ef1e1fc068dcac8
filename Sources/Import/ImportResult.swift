/// What an import did.
public struct ImportResult: Sendable, Equatable {
    /// Rows that this run brought into the store.
    public var rows = 0
    /// Rows that earlier runs had brought there from the same file.
    public var earlierRows = 0
    /// Lines of the file that are behind it.
    public var lines = 0
    /// The table's columns that the file does not have.
    public var absent: [String] = []
    /// Whether the end of the file was reached.
    public var isComplete = false
    /// Whether it was asked to stop before.
    public var wasInterrupted = false
}
