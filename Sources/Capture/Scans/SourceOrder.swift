import Observations

/// Sources in the order in which they came.
struct SourceOrder {
    /// How many are looked at to find one.
    private static let tries = 16

    private var sources: [IPAddress] = []
    private var start = 0

    mutating func append(_ source: IPAddress) { sources.append(source) }

    /// Takes the first out that may go; those before it have another turn. Nil when there is none among the first few.
    mutating func take(where mayGo: (IPAddress) -> Bool) -> IPAddress? {
        for _ in 0..<min(Self.tries, sources.count - start) {
            let source = sources[start]
            start += 1
            if start > 1 << 12, start > sources.count / 2 {
                sources.removeFirst(start)
                start = 0
            }
            if mayGo(source) { return source }
            sources.append(source)
        }
        return nil
    }

    /// Drops the others.
    mutating func keep(where isThere: (IPAddress) -> Bool) {
        sources = sources[start...].filter(isThere)
        start = 0
    }
}
