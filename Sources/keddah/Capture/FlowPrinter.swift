import Arguments
import Bytes
import Capture
import Observations
import Platform
import Query
import Synchronization

/// Prints flows as they come: a table each time, or a line a flow for programs.
final class FlowPrinter: CaptureSink {
    private let format: SharedOptions.Format
    private let waiting = Mutex<[FlowRecord]>([])
    private let hasHeading = Mutex(false)

    private static let names = [
        "time", "iface", "sip", "sport", "dip", "dport", "proto", "packets_rcvd", "packets_sent", "bytes_rcvd",
        "bytes_sent",
    ]

    init(_ format: SharedOptions.Format) { self.format = format }

    func flows(_ records: [FlowRecord]) { waiting.withLock { $0 += records } }

    func ports(_ attempts: [PortAttempt]) {}

    func scan(_ scan: PortScan) {
        let state = scan.hasEnded ? "ended" : "goes on"
        let sample = scan.sample.map(String.init).joined(separator: ", ")
        Terminal.writeError(
            "keddah: \(scan.action.rawValue) by \(scan.source) \(state): \(scan.ports) ports of \(scan.targets) hosts, "
                + "such as \(sample)\n")
    }

    /// Prints what came since the last time, the flows with most bytes first.
    func print() {
        let records = waiting.withLock { records in
            defer { records = [] }
            return records
        }.sorted { ($0.bytes, $1.sip, $1.dip) > ($1.bytes, $0.sip, $0.dip) }
        guard !records.isEmpty else { return }
        switch format {
        case .text: Terminal.write(table(records))
        case .csv: Terminal.write(heading() + records.map { Self.fields($0).joined(separator: ",") + "\n" }.joined())
        case .json: Terminal.write(records.map(Self.json).joined())
        }
    }

    /// The names of the columns, once.
    private func heading() -> String {
        let isFirst = hasHeading.withLock { hasHeading in
            defer { hasHeading = true }
            return !hasHeading
        }
        return isFirst ? Self.names.joined(separator: ",") + "\n" : ""
    }

    private func table(_ records: [FlowRecord]) -> String {
        let rows = [Array(Self.names.dropFirst(2))] + records.map { Array(Self.fields($0).dropFirst(2)) }
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        let lines = rows.map { row in
            zip(row, widths).map { String(repeating: " ", count: $1 - $0.count) + $0 }.joined(separator: "  ")
        }
        return "\(Timestamp.rfc3339(Clock.seconds()))\n" + lines.joined(separator: "\n") + "\n\n"
    }

    private static func fields(_ record: FlowRecord) -> [String] {
        [
            String(record.time), record.iface, record.sip.description, String(record.sport), record.dip.description,
            String(record.dport), IPProtocol.text(UInt64(record.proto)), String(record.packetsReceived),
            String(record.packetsSent),
            String(record.bytesReceived), String(record.bytesSent),
        ]
    }

    private static func json(_ record: FlowRecord) -> String {
        var writer = JSONWriter()
        writer.object { writer in
            for (name, field) in zip(names, fields(record)) {
                if let number = UInt64(field), name != "iface" {
                    writer.member(name, number)
                } else {
                    writer.member(name, field)
                }
            }
        }
        return writer.text + "\n"
    }
}

extension FlowRecord {
    fileprivate var bytes: UInt64 { bytesReceived &+ bytesSent }
}
