import Bytes
import Observations

/// What tells flows apart: two addresses with their ports, and the protocol, in five words.
struct FlowKey: Equatable {
    var sourceHigh: UInt64
    var sourceLow: UInt64
    var destinationHigh: UInt64
    var destinationLow: UInt64
    /// Source port, destination port and protocol, from the upper bits down.
    var rest: UInt64

    @inline(__always)
    init(_ source: IPAddress, _ destination: IPAddress, _ sourcePort: UInt16, _ destinationPort: UInt16, _ proto: UInt8)
    {
        sourceHigh = source.high
        sourceLow = source.low
        destinationHigh = destination.high
        destinationLow = destination.low
        rest = UInt64(sourcePort) &<< 24 | UInt64(destinationPort) &<< 8 | UInt64(proto)
    }

    var source: IPAddress { IPAddress(high: sourceHigh, low: sourceLow) }
    var destination: IPAddress { IPAddress(high: destinationHigh, low: destinationLow) }
    var sourcePort: UInt16 { UInt16(truncatingIfNeeded: rest &>> 24) }
    var destinationPort: UInt16 { UInt16(truncatingIfNeeded: rest &>> 8) }
    var proto: UInt8 { UInt8(truncatingIfNeeded: rest) }

    /// The same with source and destination exchanged.
    @inline(__always)
    var reversed: FlowKey { FlowKey(destination, source, destinationPort, sourcePort, proto) }

    /// Whether the destination comes before the source in the order that both directions are kept in.
    @inline(__always)
    var isDescending: Bool {
        if sourceLow != destinationLow { return sourceLow > destinationLow }
        if sourceHigh != destinationHigh { return sourceHigh > destinationHigh }
        return sourcePort > destinationPort
    }

    /// A hash that nobody can foresee who does not know the seed.
    @inline(__always)
    func hash(_ seed: UInt64) -> UInt64 {
        let source = Hash64.fold(sourceLow ^ seed, sourceHigh ^ 0x9fb2_1c65_1e98_df25)
        let destination = Hash64.fold(destinationLow ^ seed, destinationHigh ^ 0xd6e8_feb8_6659_fd93)
        return Hash64.fold(source ^ destination &<< 1 ^ rest, seed | 1)
    }

    @inline(__always)
    static func == (a: FlowKey, b: FlowKey) -> Bool {
        (a.rest ^ b.rest) | (a.sourceLow ^ b.sourceLow) | (a.destinationLow ^ b.destinationLow)
            | (a.sourceHigh ^ b.sourceHigh) | (a.destinationHigh ^ b.destinationHigh) == 0
    }
}
