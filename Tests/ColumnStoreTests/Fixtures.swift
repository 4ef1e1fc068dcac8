import Glibc
import Observations
import Testing

@testable import ColumnStore

/// A directory that is removed with everything in it when the value ends.
struct TemporaryDirectory: ~Copyable {
    let path: String

    init() {
        // In memory where there is such a place: the tests sync some ten thousand times.
        let parent = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
        var template = Array("\(parent)/keddah-store-XXXXXX".utf8CString)
        path = String(cString: mkdtemp(&template))
    }

    deinit { Self.remove(path) }

    static func remove(_ path: String) {
        if unlink(path) == 0 { return }
        for name in (try? Disk().names(in: path)) ?? [] { remove("\(path)/\(name)") }
        rmdir(path)
    }
}

/// A small table with every kind of column.
let visits = TableSchema(
    name: "visits", resolution: 1,
    dimensions: [
        .dimension("source", .address, .address), .dimension("user", .string, .text),
        .dimension("fingerprint", .unsigned, .fingerprint),
    ],
    counters: [.counter("calls", .count), .counter("bytes", .bytes)])

/// A row of `visits`.
struct Visit: Hashable {
    var time: UInt64
    var source = IPAddress(v4: 0x0a00_0001)
    var user = "alice"
    var fingerprint: UInt64 = 7
    var calls: UInt64 = 1
    var bytes: UInt64 = 100
}

func batch(_ rows: [Visit]) -> RowBatch {
    var texts: [String] = []
    let codes = rows.map { row in
        if let known = texts.firstIndex(of: row.user) { return UInt32(known) }
        texts.append(row.user)
        return UInt32(texts.count - 1)
    }
    return RowBatch(
        schema: visits, count: rows.count,
        columns: [
            .unsigned(rows.map(\.time)), .addresses(rows.map(\.source)), .strings(codes: codes, dictionary: texts),
            .unsigned(rows.map(\.fingerprint)), .unsigned(rows.map(\.calls)), .unsigned(rows.map(\.bytes)),
        ])
}

func rows(_ batch: RowBatch) -> [Visit] {
    guard case .unsigned(let times)? = batch.columns[0], case .addresses(let sources)? = batch.columns[1],
        case .strings(let codes, let texts)? = batch.columns[2], case .unsigned(let prints)? = batch.columns[3],
        case .unsigned(let calls)? = batch.columns[4], case .unsigned(let bytes)? = batch.columns[5]
    else { return [] }
    return (0..<batch.count).map { row in
        Visit(
            time: times[row], source: sources[row], user: texts[Int(codes[row])], fingerprint: prints[row],
            calls: calls[row], bytes: bytes[row])
    }
}

/// Counters by key: what a store must answer however its rows were cut and merged.
struct Answer: Equatable {
    struct Sums: Equatable {
        var calls: UInt64 = 0
        var bytes: UInt64 = 0
    }

    var sums: [Visit: Sums] = [:]

    init(_ rows: [Visit] = []) { for row in rows { add(row) } }

    mutating func add(_ row: Visit) {
        var key = row
        (key.calls, key.bytes) = (0, 0)
        sums[key, default: Sums()].calls &+= row.calls
        sums[key, default: Sums()].bytes &+= row.bytes
    }
}

/// Everything that a reader finds in a store, and how many places it could not read.
func contents(_ path: String) throws -> (answer: Answer, damaged: Int) {
    let snapshot = try StoreReader(directory: path).snapshot(of: visits, from: 0, to: .max)
    var answer = Answer()
    var damaged = snapshot.damage.count
    for source in snapshot.sources {
        do throws(StoreError) {
            for row in rows(try source.read(columns: Array(visits.columns.indices))) { answer.add(row) }
        } catch {
            damaged += 1
        }
    }
    return (answer, damaged)
}

/// Numbers that are the same in every run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}

/// Rows over a few hours, with few distinct keys so that some merge.
func randomVisits(_ count: Int, around time: UInt64, _ random: inout SeededGenerator) -> [Visit] {
    (0..<count).map { _ in
        Visit(
            time: time + UInt64.random(in: 0..<7200, using: &random) / 60 * 60,
            source: Bool.random(using: &random)
                ? IPAddress(v4: UInt32.random(in: 0..<5, using: &random))
                : IPAddress(high: 0x2001_0db8_0000_0000, low: UInt64.random(in: 0..<3, using: &random)),
            user: ["alice", "bob", "", "zoë"].randomElement(using: &random)!,
            fingerprint: [1, 2, .max, 0x1234_5678_9abc_def0].randomElement(using: &random)!,
            calls: UInt64.random(in: 1...3, using: &random),
            bytes: UInt64.random(in: 0...1 << 40, using: &random))
    }
}
