/// Which groups of flows a query shows, by the directions in which packets went: goQuery's `dir`.
public enum FlowDirection: String, Sendable, CaseIterable {
    /// Packets were only received.
    case inbound = "in"
    /// Packets were only sent.
    case outbound = "out"
    /// Packets went one way only.
    case unidirectional = "uni"
    /// Packets went both ways.
    case bidirectional = "bi"

    /// Reads a direction's short or long name, in any letter case.
    init?(name: String) {
        switch name.lowercased() {
        case "in", "inbound": self = .inbound
        case "out", "outbound": self = .outbound
        case "uni", "unidirectional", "uni-directional": self = .unidirectional
        case "bi", "bidirectional", "bi-directional": self = .bidirectional
        default: return nil
        }
    }

    /// Whether a group belongs to the direction.
    @inline(__always)
    func accepts(received: UInt64, sent: UInt64) -> Bool {
        switch self {
        case .inbound: received > 0 && sent == 0
        case .outbound: received == 0 && sent > 0
        case .unidirectional: (received > 0) != (sent > 0)
        case .bidirectional: received > 0 && sent > 0
        }
    }
}
