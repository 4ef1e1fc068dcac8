import Synchronization

/// Gives every distinct text of a query a number, the same on every thread.
final class StringInterner: Sendable {
    private struct State {
        var ids: [String: UInt32] = [:]
        var texts: [String] = []
        var bytes = 0
    }

    private let state = Mutex(State())

    /// The numbers of a dictionary's entries.
    func ids(of dictionary: [String]) -> [UInt32] {
        state.withLock { state in
            dictionary.map { text in
                if let id = state.ids[text] { return id }
                let id = UInt32(state.texts.count)
                state.ids[text] = id
                state.texts.append(text)
                state.bytes += 64 + text.utf8.count
                return id
            }
        }
    }

    /// All texts; a text's number is its position.
    var texts: [String] { state.withLock { $0.texts } }

    /// About how much memory the texts take.
    var bytes: Int { state.withLock { $0.bytes } }
}
