public import ColumnStore
public import Observations

/// The interfaces whose flows a store has, with their sums: goQuery's `list`. Blocks tell them from their metadata;
/// only what is in no block yet, and blocks of other versions, are read.
public struct InterfaceSummary: Sendable {
    /// One entry an interface, by name; its sums are those of the table's counters.
    public let entries: [SummaryEntry]
    /// How many blocks had to be read.
    public let blocksRead: Int
    /// What could not be read.
    public let damage: [String]

    /// Sums up a whole table.
    /// - Throws: `QueryError` when the store cannot be read.
    public init(reader: StoreReader, table: TableSchema = .flows) throws(QueryError) {
        self.init(try QueryEngine.snapshot(reader, of: table, 0...UInt64.max))
    }

    init(_ snapshot: TableSnapshot) {
        var found: [String: SummaryEntry] = [:]
        var damage = snapshot.damage.map(\.description)
        var blocksRead = 0
        for source in snapshot.sources {
            if let summary = source.summary {
                for entry in summary { Self.add(entry, to: &found) }
                continue
            }
            blocksRead += 1
            do throws(StoreError) {
                for entry in try Self.read(source, snapshot.schema, counters: snapshot.schema.counters) {
                    Self.add(entry, to: &found)
                }
            } catch {
                damage.append(error.message)
            }
        }
        entries = found.values.sorted { $0.name < $1.name }
        self.damage = damage
        self.blocksRead = blocksRead
    }

    private static func add(_ entry: SummaryEntry, to found: inout [String: SummaryEntry]) {
        found[entry.name, default: SummaryEntry(name: entry.name, counters: entry.sums.count)].add(entry)
    }

    /// The interfaces of a piece, from its rows.
    static func read(
        _ source: any RowSource, _ schema: TableSchema, counters: [Int]
    ) throws(StoreError) -> [SummaryEntry] {
        guard let column = schema.interfaceColumn else { return [] }
        let batch = try source.read(columns: [0, column] + counters)
        guard case .unsigned(let times) = batch.columns[0],
            case .strings(let codes, let dictionary) = batch.columns[column]
        else { return [] }
        let counters = counters.map { index in
            if case .unsigned(let values) = batch.columns[index] { values } else { [UInt64]() }
        }
        var entries = dictionary.map { SummaryEntry(name: $0, counters: counters.count) }
        for (row, code) in codes.enumerated() {
            guard Int(code) < entries.count else { throw StoreError(.corrupt, "a block's column 'iface' is damaged") }
            entries[Int(code)].add(time: times[row]) { counters[$0][row] }
        }
        return entries.filter { $0.rows > 0 }
    }
}
