import Bytes
import Glibc
import Observations

/// Rows of the statements table as a proxy before a shop's databases would make them, the same in every run.
///
/// Twelve applications, each with its user and database, run on fifty clients; each application favours other
/// fingerprints of five hundred (zipf); latencies are log-normal around the fingerprint's own.
struct StatementsGenerator {
    private struct Fingerprint {
        let value: UInt64
        let verb: UInt32
        let latency: Double
        let rows: Double
        let width: Double
        let length: UInt64
    }

    private static let verbs = ["select", "insert", "update", "delete"]
    private static let states = ["00000", "23505", "40001", "57014"]
    private static let applications = [
        "shop-web", "shop-api", "checkout", "billing", "search", "warehouse", "reports", "mailer", "import", "admin",
        "metrics", "cron",
    ]
    private static let users = ["web", "api", "pay", "bill", "search", "stock", "report", "admin"]
    private static let databases = ["shop", "billing", "stock", "analytics"]

    private var state: UInt64
    private var fingerprints: [Fingerprint]
    private let cumulative: [Double]

    init(seed: UInt64) {
        state = seed
        var weights: [Double] = []
        var total = 0.0
        for rank in 1...500 {
            total += 1 / pow(Double(rank), 1.05)
            weights.append(total)
        }
        cumulative = weights.map { $0 / total }
        fingerprints = []
        var made: [Fingerprint] = []
        for _ in 0..<500 {
            let draw = uniform()
            let isRead = draw < 0.7
            made.append(
                Fingerprint(
                    value: next(), verb: isRead ? 0 : UInt32(1 + next() % 3), latency: exp(6.2 + 1.4 * normal()),
                    rows: isRead ? exp(1.5 * abs(normal())) : 1, width: isRead ? 30 + 200 * uniform() : 0,
                    length: 40 + next() % 400))
        }
        fingerprints = made
    }

    private mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        return Hash64.fold(state ^ 0xe703_7ed1_a0b4_28db, 0xa076_1d64_78bd_642f)
    }

    private mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    private mutating func normal() -> Double {
        (-2 * log(1 - uniform())).squareRoot() * cos(2 * .pi * uniform())
    }

    private mutating func fingerprint(of application: Int) -> Int {
        let draw = uniform()
        var low = 0
        var high = cumulative.count - 1
        while low < high {
            let middle = (low + high) / 2
            if cumulative[middle] < draw { low = middle + 1 } else { high = middle }
        }
        return (low * 7 + application * 41) % cumulative.count
    }

    /// The rows of one minute, of distinct keys.
    mutating func minute(_ time: UInt64, rows: Int) -> RowBatch {
        var seen: Set<UInt64> = []
        seen.reserveCapacity(rows)
        var keys: [[UInt64]] = Array(repeating: [], count: 6)
        var counters: [[UInt64]] = Array(repeating: [], count: 5)
        for index in keys.indices { keys[index].reserveCapacity(rows) }
        for index in counters.indices { counters[index].reserveCapacity(rows) }
        while seen.count < rows {
            let client = next() % 50
            let application = Int((client * 5 + next() % 3) % 12)
            let which = fingerprint(of: application)
            let print = fingerprints[which]
            let calls = UInt64(exp(0.9 * abs(normal())))
            let mean = print.latency * exp(0.45 * normal())
            let status = uniform() < 0.995 ? 0 : 1 + next() % 3
            let bucket = UInt64(LatencyBucket(microseconds: UInt64(mean)).number)
            let key = (((client * 12 + UInt64(application)) * 500 + UInt64(which)) * 4 + status) * 256 + bucket
            guard seen.insert(key).inserted else { continue }
            let sent = Double(calls)
            let returned = (sent * print.rows * (0.7 + 0.6 * uniform())).rounded()
            append([client, UInt64(application), UInt64(which), UInt64(print.verb), status, bucket], to: &keys)
            append(
                [
                    calls, UInt64(returned), calls * print.length + next() % (8 * calls),
                    UInt64(returned * print.width * (0.9 + 0.2 * uniform())) + 60 * calls, UInt64(mean * sent),
                ], to: &counters)
        }
        return batch(time, keys, counters)
    }

    private func append(_ values: [UInt64], to columns: inout [[UInt64]]) {
        for index in values.indices { columns[index].append(values[index]) }
    }

    private func batch(_ time: UInt64, _ keys: [[UInt64]], _ counters: [[UInt64]]) -> RowBatch {
        let count = keys[0].count
        let zeros = [UInt32](repeating: 0, count: count)
        let applications = keys[1].map { UInt32($0) }
        return RowBatch(
            schema: .statements, count: count,
            columns: [
                .unsigned(Array(repeating: time, count: count)), .strings(codes: zeros, dictionary: ["sensor-1"]),
                .strings(codes: zeros, dictionary: ["shop"]),
                .addresses(keys[0].map { IPAddress(v4: 0x0a00_0a00 + UInt32($0)) }),
                .strings(codes: applications.map { $0 % 8 }, dictionary: Self.users),
                .strings(codes: applications.map { $0 % 4 }, dictionary: Self.databases),
                .strings(codes: applications, dictionary: Self.applications),
                .unsigned(keys[2].map { fingerprints[Int($0)].value }),
                .strings(codes: keys[3].map { UInt32($0) }, dictionary: Self.verbs),
                .strings(codes: keys[4].map { UInt32($0) }, dictionary: Self.states), .unsigned(keys[5]),
            ] + counters.map { .unsigned($0) })
    }
}
