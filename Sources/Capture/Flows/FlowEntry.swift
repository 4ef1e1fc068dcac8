/// A flow's place in a table: its key and what was counted.
struct FlowEntry {
    /// What is known of a flow.
    struct State: OptionSet {
        let rawValue: UInt64
        /// The place is taken.
        static let used = State(rawValue: 1)
        /// The flow's source is the key's destination.
        static let reversed = State(rawValue: 2)
        /// It goes to a proxy, so that its client's port is kept.
        static let proxied = State(rawValue: 4)
        /// It was noted as an attempt to reach a port.
        static let probed = State(rawValue: 8)
        /// Both sides were heard.
        static let answered = State(rawValue: 16)
        /// It was counted since changes were last taken.
        static let changed = State(rawValue: 32)
        /// Its first packet came from the key's destination.
        static let descending = State(rawValue: 64)
        /// It began with a segment of TCP as if there had been others.
        static let continued = State(rawValue: 128)
    }

    var key: FlowKey
    var packetsReceived: UInt64
    var packetsSent: UInt64
    var bytesReceived: UInt64
    var bytesSent: UInt64
    var state: State

    /// The key as the flow goes: from its source to its destination.
    var directedKey: FlowKey { state.contains(.reversed) ? key.reversed : key }

    /// Adds the counters of another.
    @inline(__always)
    mutating func add(_ other: FlowEntry) {
        packetsReceived &+= other.packetsReceived
        packetsSent &+= other.packetsSent
        bytesReceived &+= other.bytesReceived
        bytesSent &+= other.bytesSent
    }

    /// Takes away the counters of an earlier state of the same flow.
    mutating func subtract(_ earlier: FlowEntry) {
        packetsReceived &-= earlier.packetsReceived
        packetsSent &-= earlier.packetsSent
        bytesReceived &-= earlier.bytesReceived
        bytesSent &-= earlier.bytesSent
    }
}
