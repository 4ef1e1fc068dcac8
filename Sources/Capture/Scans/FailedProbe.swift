import Observations

/// An attempt to reach a port that is closed or did not answer.
struct FailedProbe: Equatable {
    /// A port of a host.
    struct Target: Hashable {
        let host: IPAddress
        let port: UInt16
        let proto: UInt8
    }

    /// What tells that it failed, and so how many it takes to make a scan.
    enum Evidence {
        /// The port, or a firewall before it, refused it: few suffice.
        case refusal
        /// Nobody answered a segment, as nobody does behind a broken line: few to one host suffice, or many in all.
        case noAnswer
        /// It may well have been wanted, as a datagram without an answer may: few to one host suffice.
        case doubt
        /// It went where traces of the route go: many to one host suffice.
        case trace
    }

    /// When it was sent, in seconds since 1970 UTC.
    let time: UInt64
    let source: IPAddress
    let target: Target
    let evidence: Evidence
}
