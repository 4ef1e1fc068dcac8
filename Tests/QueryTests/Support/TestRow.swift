import Observations
import Query

/// One row of any table, value by value: the slow and plain form that the engine is compared with.
struct TestRow {
    var values: [Value]

    subscript(index: Int) -> Value { values[index] }

    func number(_ index: Int) -> UInt64 { if case .unsigned(let number) = values[index] { number } else { 0 } }

    func text(_ index: Int) -> String { if case .text(let text) = values[index] { text } else { "" } }
}

extension RowBatch {
    /// Rows as columns.
    init(schema: TableSchema, rows: [TestRow]) {
        let columns = schema.columns.indices.map { Self.vector(schema.columns[$0].kind, rows.map { $0.values })($0) }
        self.init(schema: schema, count: rows.count, columns: columns)
    }

    private static func vector(_ kind: ColumnKind, _ rows: [[Value]]) -> (Int) -> ColumnVector {
        { index in
            switch kind {
            case .time, .unsigned:
                return .unsigned(rows.map { if case .unsigned(let number) = $0[index] { number } else { 0 } })
            case .address:
                return .addresses(rows.map { if case .address(let address) = $0[index] { address } else { .local } })
            case .string:
                var dictionary: [String] = []
                let codes = rows.map { row -> UInt32 in
                    guard case .text(let text) = row[index] else { return 0 }
                    if let code = dictionary.firstIndex(of: text) { return UInt32(code) }
                    dictionary.append(text)
                    return UInt32(dictionary.count - 1)
                }
                return .strings(codes: codes, dictionary: dictionary)
            }
        }
    }
}

/// Random numbers that are the same in every run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
        return value ^ value >> 31
    }
}

enum RandomRows {
    /// 2026-02-25 00:00:00 UTC.
    static let start: UInt64 = 1_771_977_600

    /// Rows of the statements table within an hour, with few distinct values of each column, so that groups form.
    static func statements(_ count: Int, seed: UInt64, minutes: UInt64 = 60) -> [TestRow] {
        var generator = SeededGenerator(seed: seed)
        let states = ["00000", "00000", "00000", "42P01", "23505"]
        return (0..<count).map { _ in
            let micros = UInt64.random(in: 0...1 << UInt64.random(in: 0...22, using: &generator), using: &generator)
            let calls = UInt64.random(in: 1...9, using: &generator)
            return TestRow(values: [
                .unsigned(start + UInt64.random(in: 0..<minutes, using: &generator) * 60),
                .text("sensor-1"), .text(["shop", "crm"].randomElement(using: &generator)!),
                .address(address(&generator)), .text(["ann", "bob", "eve", "app"].randomElement(using: &generator)!),
                .text(["shop", "crm", "postgres"].randomElement(using: &generator)!),
                .text(["web", "worker", "psql", "", "naïve \u{1b}[31m"].randomElement(using: &generator)!),
                .unsigned(0xab54_a98c_eb1f_0a00 + UInt64.random(in: 0..<20, using: &generator)),
                .text(["select", "insert", "update"].randomElement(using: &generator)!),
                .text(states.randomElement(using: &generator)!),
                .unsigned(UInt64(LatencyBucket(microseconds: micros).number)), .unsigned(calls),
                .unsigned(UInt64.random(in: 0...500, using: &generator)),
                .unsigned(UInt64.random(in: 20...2000, using: &generator)),
                .unsigned(UInt64.random(in: 0...200_000, using: &generator)), .unsigned(micros * calls),
            ])
        }
    }

    private static func address(_ generator: inout SeededGenerator) -> IPAddress {
        switch UInt64.random(in: 0..<10, using: &generator) {
        case 0: .local
        case 1...2: IPAddress(high: 0x2001_0db8_0000_0000, low: UInt64.random(in: 1...4, using: &generator))
        default: IPAddress(v4: 0x0a00_0000 | UInt32.random(in: 0...3, using: &generator) << 16 | 7)
        }
    }

    /// The rows as several sources, each with its own dictionaries.
    static func sources(_ rows: [TestRow], schema: TableSchema = .statements, pieces: Int = 7) -> [MemorySource] {
        let size = max(1, (rows.count + pieces - 1) / pieces)
        return stride(from: 0, to: rows.count, by: size).map { start in
            MemorySource(RowBatch(schema: schema, rows: Array(rows[start..<min(start + size, rows.count)])))
        }
    }
}
