import Observations

/// What is known about capturing, as text for people.
enum CaptureText {
    static func packets(_ status: SensorStatus, debug: Bool) -> String {
        let interfaces = status.interfaces
        let figures: [(String, UInt64)] = [
            ("packets logged", interfaces.reduce(0) { $0 &+ $1.packets }),
            ("pcap received", interfaces.reduce(0) { $0 &+ $1.received }),
            ("dropped", interfaces.reduce(0) { $0 &+ $1.dropped }),
            ("iface dropped", interfaces.reduce(0) { $0 &+ $1.droppedByInterface }),
        ]
        var lines = ["Interface and pcap statistics", ""]
        lines += figures.map { "\(padded($0.0, 16)): \($0.1)" }
        if debug {
            let header = ["", "STATE", "RCVD", "DROP", "IFDROP"]
            let rows = interfaces.map {
                [$0.name, $0.state, "\($0.received)", "\($0.dropped)", "\($0.droppedByInterface)"]
            }
            lines += [""] + table([header] + rows)
        }
        lines += ["", "\(interfaces.count { $0.isCapturing })/\(interfaces.count) interfaces active"]
        return lines.joined(separator: "\n") + "\n"
    }

    static func errors(_ status: SensorStatus) -> String {
        let lines = status.interfaces.flatMap { interface -> [String] in
            if interface.issues.isEmpty { return ["\(interface.name): no errors"] }
            return ["\(interface.name):"] + interface.issues.map { "  [\(padded("\($0.count)", 8))] \($0.reason)" }
        }
        return (lines.isEmpty ? ["no interface is captured"] : lines).joined(separator: "\n") + "\n"
    }

    static func flows(_ flows: [FlowRecord], of name: String) -> String {
        let header = ["sip", "sport", "dip", "dport", "proto", "pkts in", "pkts out", "bytes in", "bytes out"]
        let rows = flows.map { flow in
            [
                flow.sip.description, "\(flow.sport)", flow.dip.description, "\(flow.dport)", "\(flow.proto)",
                "\(flow.packetsReceived)", "\(flow.packetsSent)", "\(flow.bytesReceived)", "\(flow.bytesSent)",
            ]
        }
        return (["\(name) (\(flows.count) flows):"] + table([header] + rows)).joined(separator: "\n") + "\n"
    }

    private static func table(_ rows: [[String]]) -> [String] {
        let columns = rows.first?.count ?? 0
        let widths = (0..<columns).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in zip(row, widths).map { padded($0, $1) }.joined(separator: "   ") }
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
