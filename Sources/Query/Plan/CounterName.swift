/// A counter's name cut in what it counts and in which direction: `bytes_in` is `bytes`, `in`.
struct CounterName {
    let group: String
    let direction: String?

    init(_ name: String) {
        guard let cut = name.lastIndex(of: "_") else {
            group = name
            direction = nil
            return
        }
        group = String(name[..<cut])
        direction = String(name[name.index(after: cut)...])
    }

    /// Whether the counter is one of those that a query shows; what has no direction always is.
    func isShown(_ directions: Directions) -> Bool {
        switch directions {
        case .both, .sum: true
        case .incoming: !["sent", "out"].contains(direction)
        case .outgoing: !["rcvd", "in"].contains(direction)
        }
    }
}
