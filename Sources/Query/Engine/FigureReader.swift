import Observations

/// Computes the figures of a group from its sums and latency buckets.
struct FigureReader {
    private enum Source {
        case sum(Int)
        case mean(duration: Int, events: Int)
        case percentile(Int)
    }

    private let sources: [Source]
    private let sortSource: Source?
    private let sortWords: [Int]
    private let eventWord: Int
    private let layout: EntryLayout
    /// The field of the time column, when rows are sorted by it.
    private let timeField: KeyField?
    private var histogram = LatencyHistogram()

    init(plan: QueryPlan, layout: EntryLayout) {
        self.layout = layout
        sources = plan.measures.map { Self.source($0, plan.schema, layout) }
        switch plan.sortKey {
        case .time:
            (sortSource, sortWords) = (nil, [])
            timeField = plan.dimensions.firstIndex(of: 0).map { layout.fields[$0] }
        case .counters(let indices):
            (sortSource, timeField) = (nil, nil)
            sortWords = indices.map { layout.word(of: .counter($0)) }
        case .measure(let measure):
            (sortWords, timeField) = ([], nil)
            sortSource = Self.source(measure, plan.schema, layout)
        }
        eventWord = layout.latency == nil ? 0 : plan.schema.eventCounter.map { layout.word(of: .counter($0)) } ?? 0
    }

    private static func source(_ measure: Measure, _ schema: TableSchema, _ layout: EntryLayout) -> Source {
        switch measure {
        case .counter(let index): return .sum(layout.word(of: .counter(index)))
        case .errors: return .sum(layout.word(of: .errors))
        case .percentile(let percent): return .percentile(percent)
        case .mean:
            guard let duration = schema.index(of: "duration"), let events = schema.eventCounter else {
                preconditionFailure("the table has no durations")
            }
            return .mean(duration: layout.word(of: .counter(duration)), events: layout.word(of: .counter(events)))
        }
    }

    /// By what a group is sorted.
    mutating func sortValue(_ groups: borrowing PartitionGroups, _ index: Int) -> UInt64 {
        let entry = groups.groups[index]
        if let timeField { return timeField.value(entry) }
        guard let sortSource else { return sortWords.reduce(0) { $0.addingSaturated(entry[$1]) } }
        if case .percentile = sortSource { readHistogram(groups, index) }
        return figure(sortSource, entry)
    }

    /// The plan's measures for a group.
    mutating func figures(_ groups: borrowing PartitionGroups, _ index: Int) -> [UInt64] {
        readHistogram(groups, index)
        let entry = groups.groups[index]
        return sources.map { figure($0, entry) }
    }

    /// The plan's measures over summed entries and buckets.
    func figures(of totals: GroupTotals) -> [UInt64] {
        var copy = self
        copy.histogram = totals.histogram
        return totals.words.withUnsafeBufferPointer { words in
            guard let base = words.baseAddress else { return [] }
            return sources.map { copy.figure($0, base) }
        }
    }

    /// Adds a group to sums over all groups.
    func add(_ groups: borrowing PartitionGroups, _ index: Int, to totals: inout GroupTotals) {
        let entry = groups.groups[index]
        for word in layout.keyWords..<layout.stride {
            totals.words[word] = totals.words[word].addingSaturated(entry[word])
        }
        groups.addBuckets(of: index, eventWord: eventWord, to: &totals.histogram)
    }

    private mutating func readHistogram(_ groups: borrowing PartitionGroups, _ index: Int) {
        guard layout.latency != nil else { return }
        histogram.removeAll()
        groups.addBuckets(of: index, eventWord: eventWord, to: &histogram)
    }

    private func figure(_ source: Source, _ entry: UnsafePointer<UInt64>) -> UInt64 {
        switch source {
        case .sum(let word): return entry[word]
        case .percentile(let percent): return histogram.percentile(percent)
        case .mean(let duration, let events): return Self.rounded(entry[duration], over: entry[events])
        }
    }

    /// The quotient rounded half up; 0 when nothing is divided by.
    private static func rounded(_ dividend: UInt64, over divisor: UInt64) -> UInt64 {
        guard divisor > 0 else { return 0 }
        let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
        return remainder >= divisor - remainder ? quotient + 1 : quotient
    }
}

/// Sums over all groups.
struct GroupTotals {
    var words: [UInt64]
    var histogram = LatencyHistogram()

    init(layout: EntryLayout) { words = [UInt64](repeating: 0, count: layout.stride) }

    mutating func add(_ other: GroupTotals) {
        for word in words.indices { words[word] = words[word].addingSaturated(other.words[word]) }
        histogram.add(other.histogram)
    }
}
