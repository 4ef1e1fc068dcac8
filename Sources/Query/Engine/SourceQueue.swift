import ColumnStore
import Synchronization

/// Hands out sources to threads, each once.
final class SourceQueue: Sendable {
    private let sources: [any RowSource]
    private let next = Atomic<Int>(0)

    init(_ sources: [any RowSource]) { self.sources = sources }

    /// The next source; nil when all were taken.
    func take() -> (any RowSource)? {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        return index < sources.count ? sources[index] : nil
    }
}
