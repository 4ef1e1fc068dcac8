import Observations

/// Makes one incident of each port scan. A small scan is held back a little, because most big ones begin small; what
/// grows big after it was told is told once more.
struct ScanIncidents {
    /// How long a small scan must not have grown, in nanoseconds.
    static let quiet: UInt64 = 1_000_000_000

    private var held: [UInt64: (scan: PortScan, since: UInt64)] = [:]
    /// What was told of scans that go on.
    private var told: [UInt64: PortScan.Action] = [:]

    /// Takes what is known of a scan at a moment, and gives it back when it is an incident now.
    mutating func take(_ scan: PortScan, now: UInt64) -> PortScan? {
        defer { if scan.hasEnded { told[scan.id] = nil } }
        if told[scan.id] == scan.action || told[scan.id] == .big { return nil }
        if scan.action == .small && !scan.hasEnded {
            held[scan.id] = (scan, now)
            return nil
        }
        held[scan.id] = nil
        told[scan.id] = scan.action
        return scan
    }

    /// The scans that have been quiet for long enough.
    mutating func due(now: UInt64) -> [PortScan] {
        let due = held.values.filter { now &- $0.since >= Self.quiet }.map(\.scan).sorted { $0.id < $1.id }
        for scan in due {
            held[scan.id] = nil
            told[scan.id] = scan.action
        }
        return due
    }

    /// All that are held back, for the end.
    mutating func rest() -> [PortScan] {
        defer { held = [:] }
        return held.values.map(\.scan).sorted { $0.id < $1.id }
    }
}
