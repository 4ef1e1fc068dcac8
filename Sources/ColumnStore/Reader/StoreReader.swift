public import Observations

/// Reads a store, also while another process writes to it; takes no lock and may be used from any thread.
public struct StoreReader: Sendable {
    private let paths: StorePaths
    private let disk = Disk()

    /// Looks at the store in a directory.
    /// - Throws: `StoreError`: `notAStore`, `newerVersion`, `access`, `corrupt`.
    public init(directory: String) throws(StoreError) {
        paths = StorePaths(root: directory)
        try StoreVersion.check(paths, disk: disk)
    }

    /// The pieces of a table that have rows between two times (inclusive, seconds since 1970), as of one moment.
    ///
    /// A piece may have rows outside the two times too. Each row that was flushed is in exactly one piece, whatever the
    /// writer does meanwhile.
    public func snapshot(of table: TableSchema, from: UInt64, to: UInt64) throws(StoreError) -> TableSnapshot {
        guard from <= to else { return TableSnapshot(schema: table, sources: [], damage: []) }
        // Logs before manifests: a row leaves its log only after a manifest names its block, so it cannot be missed;
        // and a row that is in both is known by its sequence number, so it cannot be counted twice.
        var damage: [StoreDamage] = []
        let logs = try readLogs(of: table, into: &damage)
        var sources: [any RowSource] = []
        var closed: [UInt64: UInt64] = [:]
        for day in try days(of: table, from: from, to: to) {
            let path = paths.day(table.name, day)
            let manifest = try Manifest(schema: table, day: path, disk: disk)
            damage += manifest.damage
            closed.merge(manifest.closed) { max($0, $1) }
            for block in manifest.blocks where block.times.least <= to && block.times.greatest >= from {
                sources.append(
                    BlockSource(
                        schema: table, record: block, path: path, summary: manifest.summary(of: block)?.entries))
            }
        }
        for (path, segment) in logs {
            for part in segment.parts where part.times.least <= to && part.times.greatest >= from {
                guard segment.sequence > closed[part.step] ?? 0 else { continue }
                sources.append(SegmentSource(schema: table, part: part, path: path))
            }
        }
        return TableSnapshot(schema: table, sources: sources, damage: damage)
    }

    private func readLogs(
        of table: TableSchema, into damage: inout [StoreDamage]
    ) throws(StoreError) -> [(path: String, segment: Segment)] {
        var segments: [(String, Segment)] = []
        let names = try disk.names(in: paths.table(table.name)).filter { StorePaths.logSequence($0) != nil }
        for name in names {
            let path = "\(paths.table(table.name))/\(name)"
            let bytes: [UInt8]
            do throws(StoreError) {
                bytes = try disk.contents(of: path)
            } catch  where error.code == .gone {
                // Removed since it was listed: all its rows are in blocks, which are read after this.
                continue
            }
            let contents = LogContents(bytes, path: path, schema: table)
            damage += contents.damage
            // The newest log may end in a segment that is being written at this moment.
            if contents.tornTail > 0 || !contents.isBegun, name != names.last {
                damage.append(StoreDamage(path, contents.end, contents.tornTail, "the end is missing"))
            }
            segments += contents.segments.map { (path, $0) }
        }
        return segments
    }

    private func days(of table: TableSchema, from: UInt64, to: UInt64) throws(StoreError) -> [Day] {
        let range = Day(containing: from)...Day(containing: to)
        return try disk.names(in: paths.table(table.name)).compactMap { Day(name: $0) }.filter { range.contains($0) }
            .sorted()
    }

    /// The tables that the store has files of, by name.
    public func tables() throws(StoreError) -> [String] {
        var tables: [String] = []
        for name in try disk.names(in: paths.root) where !name.hasPrefix(".") {
            guard let entries = try? disk.names(in: paths.table(name)) else { continue }
            if entries.contains(where: { Day(name: $0) != nil || StorePaths.logSequence($0) != nil }) {
                tables.append(name)
            }
        }
        return tables
    }

    /// What a table holds, from its manifests and logs alone.
    public func totals(of table: TableSchema) throws(StoreError) -> TableTotals {
        let snapshot = try snapshot(of: table, from: 0, to: .max)
        let every = Array(table.columns.indices)
        var totals = TableTotals()
        totals.days = try days(of: table, from: 0, to: .max).map(\.name)
        totals.damage = snapshot.damage
        for source in snapshot.sources {
            totals.rows += source.rowCount
            totals.bytes += source.storedBytes(columns: every)
            totals.blocks += source is BlockSource ? 1 : 0
            totals.openRows += source is BlockSource ? 0 : source.rowCount
            totals.firstTime = min(totals.firstTime ?? .max, source.firstTime)
            totals.lastTime = max(totals.lastTime ?? 0, source.lastTime)
        }
        return totals
    }
}
