/// What is an entity rather than a series: for each fingerprint its normalized SQL, when it was seen, and examples.
///
/// One process writes, others read at the same time. A catalog is used from one thread at a time. What `record` has
/// returned from is durable, so a segment that refers to it may be flushed.
public final class Catalog {
    /// What a catalog is opened for.
    public enum Mode: Sendable {
        /// Reading only: the file must be there.
        case readOnly
        /// Reading and writing: the file is made when it is not there.
        case readWrite
    }

    /// The bounds that keep the file small.
    public struct Limits: Sendable {
        /// How many fingerprints are kept; those not seen for longest go first.
        public var fingerprints: Int
        /// How many examples a fingerprint keeps; the newest stay.
        public var samples: Int

        /// The given bounds.
        public init(fingerprints: Int = 100_000, samples: Int = 20) {
            self.fingerprints = max(fingerprints, 1)
            self.samples = max(samples, 0)
        }
    }

    /// A fingerprint as the catalog knows it.
    public struct Entry: Sendable, Equatable {
        /// The fingerprint.
        public let fingerprint: UInt64
        /// The statement's text without literals.
        public let normalized: String
        /// The verb, in lower case.
        public let verb: String
        /// When it was first seen, in seconds since 1970.
        public let firstSeen: UInt64
        /// When it was last seen, in seconds since 1970.
        public let lastSeen: UInt64
    }

    let database: Database
    let limits: Limits

    /// Opens the file at a path, by convention `catalog.sqlite` in the store's directory.
    /// - Throws: `CatalogError`: `access`, `corrupt`, `newerVersion`, `busy`, `full`.
    public init(path: String, mode: Mode, limits: Limits = Limits()) throws(CatalogError) {
        self.limits = limits
        database = try Database(path: path, isReadOnly: mode == .readOnly)
        if mode == .readWrite {
            try database.run("PRAGMA journal_mode = WAL")
            // FULL: the log is synced at each commit, so what a segment refers to is there after a power loss too.
            try database.run("PRAGMA synchronous = FULL")
            try database.run("PRAGMA foreign_keys = ON")
        }
        try CatalogSchema.prepare(database, isReadOnly: mode == .readOnly)
    }

    /// How many fingerprints are known.
    public func fingerprintCount() throws(CatalogError) -> Int {
        var count = 0
        try database.run("SELECT count(*) FROM fingerprints") { count = Int($0.integer(0)) }
        return count
    }
}
