extension Catalog {
    /// Adds what was seen of fingerprints, all of it or nothing: times widen, examples beyond the limit go oldest
    /// first.
    public func record(_ entries: [FingerprintRecord]) throws(CatalogError) {
        guard !entries.isEmpty else { return }
        try database.transaction { () throws(CatalogError) in
            for entry in entries { try record(entry) }
            try evict()
        }
    }

    private func record(_ entry: FingerprintRecord) throws(CatalogError) {
        try database.run(
            """
            INSERT INTO fingerprints VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT (fingerprint) DO UPDATE SET
                normalized = CASE WHEN length(excluded.normalized) > length(normalized)
                    THEN excluded.normalized ELSE normalized END,
                first_seen = min(first_seen, excluded.first_seen), last_seen = max(last_seen, excluded.last_seen)
            """,
            [
                .integer(entry.fingerprint), .text(entry.normalized), .text(entry.verb), .integer(entry.firstSeen),
                .integer(entry.lastSeen),
            ])
        let samples = entry.samples.suffix(limits.samples)
        guard !samples.isEmpty else { return }
        for sample in samples {
            try database.run(
                "INSERT INTO samples VALUES (?1, ?2, ?3, ?4)",
                [
                    .integer(entry.fingerprint), .integer(sample.time), .blob(sample.text),
                    sample.parameters.map { .text($0) } ?? .null,
                ])
        }
        try database.run(
            """
            DELETE FROM samples WHERE rowid IN (
                SELECT rowid FROM samples WHERE fingerprint = ?1 ORDER BY time DESC, rowid DESC LIMIT -1 OFFSET ?2)
            """, [.integer(entry.fingerprint), .integer(UInt64(limits.samples))])
    }

    /// Notes when fingerprints were last seen; those that the catalog does not know are passed over.
    public func touch(_ lastSeen: [UInt64: UInt64]) throws(CatalogError) {
        guard !lastSeen.isEmpty else { return }
        try database.transaction { () throws(CatalogError) in
            for (fingerprint, time) in lastSeen {
                try database.run(
                    "UPDATE fingerprints SET last_seen = max(last_seen, ?2) WHERE fingerprint = ?1",
                    [.integer(fingerprint), .integer(time)])
            }
        }
    }

    private func evict() throws(CatalogError) {
        let excess = try fingerprintCount() - limits.fingerprints
        guard excess > 0 else { return }
        try database.run(
            """
            DELETE FROM fingerprints WHERE fingerprint IN (
                SELECT fingerprint FROM fingerprints ORDER BY last_seen, fingerprint LIMIT ?1)
            """, [.integer(UInt64(excess))])
    }

    /// Forgets the fingerprints that were not seen at or after `time` (seconds since 1970), and their examples.
    public func removeUnseen(since time: UInt64) throws(CatalogError) {
        try database.run("DELETE FROM fingerprints WHERE last_seen < ?1", [.integer(time)])
    }
}
