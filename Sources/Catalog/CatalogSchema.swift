/// The tables of the catalog's file.
enum CatalogSchema {
    /// Stands in the file as `user_version`.
    static let version: UInt64 = 1
    /// Stands in the file as `application_id`: "Kedd".
    static let application: UInt64 = 0x4b65_6464

    private static let statements = [
        """
        CREATE TABLE fingerprints (
            fingerprint INTEGER PRIMARY KEY,
            normalized TEXT NOT NULL,
            verb TEXT NOT NULL,
            first_seen INTEGER NOT NULL,
            last_seen INTEGER NOT NULL
        )
        """,
        "CREATE INDEX fingerprints_by_last_seen ON fingerprints (last_seen)",
        """
        CREATE TABLE samples (
            fingerprint INTEGER NOT NULL REFERENCES fingerprints ON DELETE CASCADE,
            time INTEGER NOT NULL,
            text BLOB NOT NULL,
            parameters TEXT
        )
        """,
        "CREATE INDEX samples_by_fingerprint ON samples (fingerprint, time)",
        "PRAGMA application_id = \(application)",
        "PRAGMA user_version = \(version)",
    ]

    /// Makes the tables in a new file; refuses a file of a newer version and one that is no catalog.
    static func prepare(_ database: Database, isReadOnly: Bool) throws(CatalogError) {
        var version: UInt64 = 0
        var application: UInt64 = 0
        var tables: UInt64 = 0
        try database.run("PRAGMA user_version") { version = $0.integer(0) }
        try database.run("PRAGMA application_id") { application = $0.integer(0) }
        try database.run("SELECT count(*) FROM sqlite_master") { tables = $0.integer(0) }
        if version == 0 && tables == 0 && !isReadOnly {
            try database.transaction { () throws(CatalogError) in
                for statement in statements { try database.run(statement) }
            }
            return
        }
        guard application == Self.application, version > 0 else {
            throw CatalogError(.corrupt, "\(database.path) is an SQLite file, but no catalog; move it away")
        }
        guard version <= Self.version else {
            throw CatalogError(
                .newerVersion,
                "\(database.path) has version \(version), this program knows up to \(Self.version); use a newer program"
            )
        }
    }
}
