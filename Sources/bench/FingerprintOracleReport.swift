/// What the two partitions of the statements have in common, and where they part.
struct OracleReport {
    private var total = 0
    private var unparsed = 0
    private var byOurs: [UInt64: [UInt64: String]] = [:]
    private var byTheirs: [UInt64: [UInt64: String]] = [:]

    mutating func add(_ sql: String, ours: UInt64, theirs: UInt64?) {
        total += 1
        guard let theirs else {
            unparsed += 1
            return
        }
        byOurs[ours, default: [:]][theirs] = sql
        byTheirs[theirs, default: [:]][ours] = sql
    }

    func printAll(skipped: Int) {
        print("\(total) statements, \(unparsed) that libpg_query does not parse, \(skipped) too long for it")
        print("\(byOurs.count) fingerprints of ours, \(byTheirs.count) of libpg_query's")
        print("\npairs that we merge and libpg_query holds different:")
        printKinds(byOurs, OracleKind.ofOurMerge)
        print("\npairs that libpg_query merges and we hold different:")
        printKinds(byTheirs, OracleKind.ofTheirMerge)
    }

    /// Counts neighbouring members of each group by kind, and shows the first two pairs of each.
    private func printKinds(_ groups: [UInt64: [UInt64: String]], _ kind: (String, String) -> OracleKind) {
        var pairs: [OracleKind: [(String, String)]] = [:]
        for (_, members) in groups where members.count > 1 {
            let texts = members.values.sorted()
            for pair in zip(texts, texts.dropFirst()) { pairs[kind(pair.0, pair.1), default: []].append(pair) }
        }
        for kind in OracleKind.allCases {
            guard let found = pairs[kind] else { continue }
            print("\(found.count)  \(kind.rawValue)")
            for (left, right) in found.sorted(by: { $0 < $1 }).prefix(2) {
                print("      \(Self.line(left))\n      \(Self.line(right))\n")
            }
        }
    }

    private static func line(_ sql: String) -> String {
        String(sql.split(whereSeparator: \.isNewline).joined(separator: " ").prefix(110))
    }
}
