import Glibc
public import Observations

/// What an import may be told.
public struct ImportOptions: Sendable {
    /// The table that the rows go to.
    public var table: TableSchema
    /// The names of the file's columns; nil when its first line has them.
    public var columns: [String]?
    /// Columns of the file that are left out.
    public var ignored: Set<String> = []
    /// The interface of all rows, where the file has no column for it.
    public var interface: String?
    /// After how many rows of the file to stop.
    public var maxRows: Int?
    /// Whether an unfinished import of the file is begun anew.
    public var restarts = false
    /// Whether a file that was imported is imported once more.
    public var again = false
    /// How many threads parse; 0 takes one a core.
    public var threads = 0

    var threadCount: Int {
        let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        return min(threads > 0 ? threads : cores, 64)
    }

    /// An import into a table, everything else as usual.
    public init(table: TableSchema) { self.table = table }
}
