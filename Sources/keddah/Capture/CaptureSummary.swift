import Capture
import Observations
import Query

/// What was captured, in words.
enum CaptureSummary {
    /// The summary of a file.
    static func text(_ path: String, _ summary: CaptureFileSummary, _ sink: CaptureFileSink) -> String {
        let name = path == "-" ? "standard input" : path
        var lines = [heading(name, summary.counts)]
        if let first = summary.first, let last = summary.last {
            lines.append(line("time", "\(Timestamp.rfc3339(first)) to \(Timestamp.rfc3339(last))"))
        }
        let interfaces = summary.interfaces.isEmpty ? "" : " of \(summary.interfaces.joined(separator: ", "))"
        lines.append(line("flows", "\(summary.records) rows\(interfaces)"))
        lines += counts(summary.counts)
        if summary.filtered > 0 { lines.append(line("filtered out", "\(summary.filtered)")) }
        for (kind, count) in summary.foreign.sorted(by: { $0.key < $1.key }) {
            lines.append(line("link type \(kind) not understood", "\(count)"))
        }
        if sink.attempts > 0 { lines.append(line("attempts to reach closed ports", "\(sink.attempts)")) }
        for (action, count) in sink.scanCounts.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            lines.append(line(action.rawValue, "\(count)"))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The summary of an interface.
    static func text(_ status: InterfaceStatus) -> String {
        var lines = [heading(status.name, status.counts)] + counts(status.counts)
        lines.append(line("received by the kernel", "\(status.received)"))
        lines.append(line("dropped by the kernel", "\(status.dropped)"))
        lines.append(line("dropped by the interface", "\(status.droppedByInterface)"))
        return lines.joined(separator: "\n") + "\n"
    }

    private static func heading(_ name: String, _ counts: PacketCounts) -> String {
        "\(name): \(counts.packets) packets, \(counts.bytes) bytes"
    }

    /// What is in no flow, or odd, by reason.
    private static func counts(_ counts: PacketCounts) -> [String] {
        var reasons: [(String, UInt64)] = [("not IP", counts.notIP), ("VLAN", counts.vlan)]
        reasons += counts.issues.occurred.map { ($0.issue.name, $0.count) }
        reasons += [("beyond the limit of flows", counts.overflowPackets)]
        reasons += [("attempts beyond the limit", counts.lostAttempts)]
        return reasons.filter { $0.1 > 0 }.map { line($0.0, "\($0.1)") }
    }

    private static func line(_ name: String, _ value: String) -> String {
        "  \(name)" + String(repeating: " ", count: max(1, 32 - name.count)) + value
    }
}
