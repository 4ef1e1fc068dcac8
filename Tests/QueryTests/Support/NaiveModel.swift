import Observations
import Query

/// Answers a plan row by row with dictionaries and sorting: what the engine's answers must equal.
struct NaiveModel {
    let plan: QueryPlan

    struct Group {
        var keys: [Value]
        var rows: [TestRow] = []
    }

    func holds(_ condition: Condition, _ row: TestRow) -> Bool {
        switch condition {
        case .all(let parts): parts.allSatisfy { holds($0, row) }
        case .any(let parts): parts.contains { holds($0, row) }
        case .not(let part): !holds(part, row)
        case .comparison(let comparison): passes(row[comparison.column], comparison.predicate) != comparison.negated
        }
    }

    private func passes(_ value: Value, _ predicate: Predicate) -> Bool {
        switch (value, predicate) {
        case (.unsigned(let number), .range(let range)): range.contains(number)
        case (.unsigned(let number), .numbers(let numbers)): numbers.contains(number)
        case (.text(let text), .texts(let texts)): texts.contains(text)
        case (.address(let address), .networks(let networks)):
            networks.contains { network in
                if address == .local { return network == Network(address) }
                return (0...128).contains { network == Network(address, length: $0) } || network == Network(address)
            }
        default: false
        }
    }

    func groups(_ rows: [TestRow]) -> [Group] {
        var groups: [[Value]: Group] = [:]
        for row in rows {
            guard plan.range.contains(row.number(0)), plan.condition.map({ holds($0, row) }) ?? true else { continue }
            let keys = plan.dimensions.map { index -> Value in
                index == 0 ? .unsigned(row.number(0) / plan.timeStep * plan.timeStep) : row[index]
            }
            groups[keys, default: Group(keys: keys)].rows.append(row)
        }
        let valued = groups.values.map { (group: $0, value: sortValue($0)) }
        return valued.sorted { precedes($0, $1) }.map(\.group)
    }

    func figures(_ rows: [TestRow]) -> [UInt64] { plan.measures.map { figure($0, rows) } }

    private func sum(_ name: String, _ rows: [TestRow]) -> UInt64 {
        let index = plan.schema.index(of: name)!
        return rows.reduce(0) { $0 + $1.number(index) }
    }

    private func figure(_ measure: Measure, _ rows: [TestRow]) -> UInt64 {
        switch measure {
        case .counter(let index): return rows.reduce(0) { $0 + $1.number(index) }
        case .errors: return sum("calls", rows.filter { $0.text(plan.schema.index(of: "sqlstate")!) != "00000" })
        case .mean: return UInt64((Double(sum("duration", rows)) / Double(max(1, sum("calls", rows)))).rounded())
        case .percentile(let percent):
            let (latency, calls) = (plan.schema.index(of: "latency")!, plan.schema.index(of: "calls")!)
            let each = rows.flatMap { Array(repeating: $0.number(latency), count: Int($0.number(calls))) }.sorted()
            guard !each.isEmpty else { return 0 }
            let bucket = each[max(1, (each.count * percent + 99) / 100) - 1]
            return UInt64(LatencyBucket(number: UInt8(bucket)).representative.rounded())
        }
    }

    private func sortValue(_ group: Group) -> UInt64 {
        switch plan.sortKey {
        case .time:
            if case .unsigned(let time) = group.keys[plan.dimensions.firstIndex(of: 0)!] { return time }
            return 0
        case .counters(let indices): return indices.reduce(0) { $0 + figure(.counter($1), group.rows) }
        case .measure(let measure): return figure(measure, group.rows)
        }
    }

    private func precedes(_ a: (group: Group, value: UInt64), _ b: (group: Group, value: UInt64)) -> Bool {
        if a.value != b.value { return plan.isAscending ? a.value < b.value : a.value > b.value }
        for (x, y) in zip(a.group.keys, b.group.keys) where x != y {
            switch (x, y) {
            case (.unsigned(let x), .unsigned(let y)): return x < y
            case (.text(let x), .text(let y)): return x < y
            case (.address(let x), .address(let y)): return x < y
            default: return false
            }
        }
        return false
    }
}
