extension Catalog {
    /// What is known of the given fingerprints; those that are not known are not in the answer.
    public func entries(of fingerprints: [UInt64]) throws(CatalogError) -> [UInt64: Entry] {
        var known: [UInt64: Entry] = [:]
        for fingerprint in fingerprints {
            try database.run("SELECT * FROM fingerprints WHERE fingerprint = ?1", [.integer(fingerprint)]) {
                known[fingerprint] = Entry($0)
            }
        }
        return known
    }

    /// The normalized SQL of the given fingerprints; those that are not known are not in the answer.
    public func normalized(fingerprints: [UInt64]) throws(CatalogError) -> [UInt64: String] {
        try entries(of: fingerprints).mapValues(\.normalized)
    }

    /// The fingerprints whose normalized SQL contains a text, letter case aside, last seen first; at most `limit`.
    public func search(containing text: String, limit: Int = 1000) throws(CatalogError) -> [Entry] {
        var found: [Entry] = []
        try database.run(
            """
            SELECT * FROM fingerprints WHERE ?1 = '' OR instr(lower(normalized), lower(?1)) > 0
            ORDER BY last_seen DESC, fingerprint LIMIT ?2
            """, [.text(text), .integer(UInt64(max(limit, 0)))]
        ) { found.append(Entry($0)) }
        return found
    }

    /// The examples of a fingerprint, newest first.
    public func samples(of fingerprint: UInt64) throws(CatalogError) -> [Sample] {
        var samples: [Sample] = []
        try database.run(
            "SELECT time, text, parameters FROM samples WHERE fingerprint = ?1 ORDER BY time DESC, rowid DESC",
            [.integer(fingerprint)]
        ) { samples.append(Sample(time: $0.integer(0), text: $0.bytes(1), parameters: $0.optionalText(2))) }
        return samples
    }
}

extension Catalog.Entry {
    fileprivate init(_ row: borrowing Database.Row) {
        self.init(
            fingerprint: row.integer(0), normalized: row.text(1), verb: row.text(2), firstSeen: row.integer(3),
            lastSeen: row.integer(4))
    }
}
