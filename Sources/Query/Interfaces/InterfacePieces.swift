import ColumnStore
import Observations
import Synchronization

/// What each piece of a table has of each interface, without sums.
struct InterfacePieces {
    private(set) var pieces: [[SummaryEntry]] = []
    /// Whether all was read; where something was not, there may be more interfaces.
    private(set) var isComplete = true

    /// For footers: only what is known without much reading.
    static let fewRows = 1 << 18

    /// Of a table as it is, as far as it can be read.
    init(of snapshot: TableSnapshot, plan: QueryPlan, mostRows: Int = .max) {
        self.init(of: snapshot.sources, plan: plan, mostRows: mostRows)
        if !snapshot.damage.isEmpty { isComplete = false }
    }

    /// Reads those sources of a plan's table whose metadata do not tell, on several threads.
    /// - Parameter mostRows: How many rows are read; sources beyond are left out.
    init(of sources: [any RowSource], plan: QueryPlan, mostRows: Int = .max) {
        guard plan.schema.interfaceColumn != nil else { return }
        pieces = sources.compactMap(\.summary)
        var left = mostRows
        var unread: [any RowSource] = []
        for source in sources where source.summary == nil {
            guard source.rowCount <= left else {
                isComplete = false
                continue
            }
            left -= source.rowCount
            unread.append(source)
        }
        read(unread, plan)
    }

    private mutating func read(_ sources: [any RowSource], _ plan: QueryPlan) {
        let queue = SourceQueue(sources)
        let budget = MemoryBudget(plan: plan)
        let results = Results()
        WorkerThreads.run(min(plan.threads, sources.count)) { _ in
            while budget.mayGoOn, let source = queue.take() {
                results.add(try? InterfaceSummary.read(source, plan.schema, counters: []))
            }
        }
        let found = results.found
        pieces += found
        if found.count < sources.count { isComplete = false }
    }

    /// What the threads share.
    private final class Results: Sendable {
        private let state = Mutex<[[SummaryEntry]]>([])

        var found: [[SummaryEntry]] { state.withLock { $0 } }

        func add(_ piece: [SummaryEntry]?) { if let piece { state.withLock { $0.append(piece) } } }
    }

    /// The names of the interfaces.
    var names: [String] { Set(pieces.joined().map(\.name)).sorted() }

    /// From the first to the last time of the flows of some interfaces within a range; nil when they have none.
    func covered(by names: [String], _ range: ClosedRange<UInt64>) -> ClosedRange<UInt64>? {
        var (first, last) = (UInt64.max, UInt64.min)
        for entry in pieces.joined() where names.contains(entry.name) {
            guard entry.firstTime <= range.upperBound, entry.lastTime >= range.lowerBound else { continue }
            first = min(first, max(entry.firstTime, range.lowerBound))
            last = max(last, min(entry.lastTime, range.upperBound))
        }
        return first <= last ? first...last : nil
    }
}
