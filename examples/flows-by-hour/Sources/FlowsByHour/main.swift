// Writes a day of flows into a store, and asks it for the traffic of each hour:
//   swift run FlowsByHour DIRECTORY
import ColumnStore
import Observations
import Query

/// Rows of the table `flows`, as a producer makes them: each column a vector, in the order of the schema.
func flows(from start: UInt64, count: Int) -> RowBatch {
    func numbers(_ value: (Int) -> UInt64) -> ColumnVector { .unsigned((0..<count).map(value)) }
    func addresses(_ value: (Int) -> UInt32) -> ColumnVector {
        .addresses((0..<count).map { IPAddress(v4: value($0)) })
    }
    func text(_ text: String) -> ColumnVector { .strings(codes: Array(repeating: 0, count: count), dictionary: [text]) }
    let columns: [String: ColumnVector] = [
        "time": numbers { start + UInt64($0) * 86_400 / UInt64(count) / 300 * 300 },
        "sensor": text("example"), "iface": text("eth0"),
        "sip": addresses { 0x0a00_0000 + UInt32($0 % 250) }, "dip": addresses { _ in 0xc000_0201 },
        "sport": numbers { _ in 0 }, "dport": numbers { $0 % 3 == 0 ? 80 : 443 }, "proto": numbers { _ in 6 },
        "packets_rcvd": numbers { _ in 2 }, "packets_sent": numbers { _ in 1 },
        "bytes_rcvd": numbers { UInt64($0 % 7) * 100 }, "bytes_sent": numbers { _ in 60 },
    ]
    return RowBatch(schema: .flows, count: count, columns: TableSchema.flows.columns.map { columns[$0.name] })
}

let directory = CommandLine.arguments.dropFirst().first ?? "flows-by-hour-store"
let midnight: UInt64 = 1_750_032_000

let writer = try StoreWriter(directory: directory, tables: [.flows])
try writer.append(flows(from: midnight, count: 24_000))
try writer.closeSteps(before: .max)
try writer.close()

var arguments = QueryArguments(columns: "time,bytes_rcvd,bytes_sent", table: "flows")
arguments.condition = "dport = 443 & sip = 10.0.0.0/24"
arguments.first = "\(midnight)"
arguments.last = "\(midnight + 86_399)"
arguments.timeResolution = "1h"

let result = try QueryEngine.run(try arguments.plan(), reader: StoreReader(directory: directory))
for row in result.rows {
    guard case .unsigned(let hour) = row.keys[0] else { continue }
    print(Timestamp.rfc3339(hour), row.figures.map { "\($0)" }.joined(separator: " "))
}
