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
        printPairs(byOurs)
        print("\npairs that libpg_query merges and we hold different:")
        printPairs(byTheirs)
    }

    private func printPairs(_ groups: [UInt64: [UInt64: String]]) {
        for (_, members) in groups where members.count > 1 {
            let texts = members.values.sorted()
            for (left, right) in zip(texts, texts.dropFirst()) {
                print("A \(left.split(separator: "\n").joined(separator: " "))")
                print("B \(right.split(separator: "\n").joined(separator: " "))\n")
            }
        }
    }
}
