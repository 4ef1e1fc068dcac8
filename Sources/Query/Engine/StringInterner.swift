import Synchronization

/// Gives every distinct text of a query a number, the same on every thread.
final class StringInterner: Sendable {
    private struct State {
        var ids: [String: UInt32] = [:]
        var texts: [String] = []
    }

    private let state = Mutex(State())
    private let budget: MemoryBudget

    init(budget: MemoryBudget) { self.budget = budget }

    /// The numbers of a dictionary's entries.
    func ids(of dictionary: [String]) -> [UInt32] {
        state.withLock { state in
            dictionary.map { text in
                if let id = state.ids[text] { return id }
                let id = UInt32(state.texts.count)
                state.ids[text] = id
                state.texts.append(text)
                // The text, where it stands in two places, and a slot that is free for every one that is taken.
                budget.add(96 + text.utf8.count)
                return id
            }
        }
    }

    /// All texts; a text's number is its position.
    var texts: [String] { state.withLock { $0.texts } }
}
