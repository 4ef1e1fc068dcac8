/// Which directions of a counter are shown.
public enum Directions: Sendable, Equatable {
    /// Received and sent, each in a column of its own.
    case both
    /// What was received.
    case incoming
    /// What was sent.
    case outgoing
    /// Received and sent, added.
    case sum
}

/// goQuery's three flags for directions.
public struct DirectionFlags: Sendable {
    /// `--in`; nil when it was not given.
    public var incoming: Bool?
    /// `--out`; nil when it was not given.
    public var outgoing: Bool?
    /// `--sum`.
    public var sum = false

    /// None given.
    public init() {}

    /// What they mean together. The sum wins; one direction alone is asked by its flag, or by denying the other;
    /// else both are.
    public var directions: Directions {
        if sum { return .sum }
        switch (incoming, outgoing) {
        case (true, nil), (true, false), (nil, false): return .incoming
        case (nil, true), (false, true), (false, nil): return .outgoing
        default: return .both
        }
    }
}
