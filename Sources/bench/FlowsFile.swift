import Glibc
import Observations

/// Ten million flows or so in a file of records of 63 bytes, as `scripts/bench-store` writes them: end of the step
/// (4 bytes), source and destination (16 each, in network order), destination port (2), protocol (1), bytes in and out
/// (8 each), packets in and out (4 each), little-endian but for the addresses.
struct FlowsFile: ~Copyable {
    private static let recordSize = 63
    private static let batchRows = 1 << 14

    let count: Int
    private let start: UnsafeRawPointer
    private let size: Int

    /// Maps a file; nil when it cannot be read or holds no record.
    init?(_ path: String) {
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, Int(status.st_size) >= Self.recordSize,
            let memory = mmap(nil, Int(status.st_size), PROT_READ, MAP_PRIVATE, descriptor, 0), memory != MAP_FAILED
        else { return nil }
        start = UnsafeRawPointer(memory)
        size = Int(status.st_size)
        count = size / Self.recordSize
    }

    deinit { munmap(UnsafeMutableRawPointer(mutating: start), size) }

    /// Hands the rows over in their order.
    func forEachBatch<Failure: Error>(_ body: (RowBatch) throws(Failure) -> Void) throws(Failure) {
        var first = 0
        while first < count {
            let rows = min(Self.batchRows, count - first)
            try body(batch(start + first * Self.recordSize, rows))
            first += rows
        }
    }

    private func batch(_ records: UnsafeRawPointer, _ rows: Int) -> RowBatch {
        let zeros = [UInt32](repeating: 0, count: rows)
        let vectors: [String: ColumnVector] = [
            // A step's rows are stored under its beginning.
            "time": Self.column(records, rows, at: 0, UInt32.self) { $0 - 300 },
            "sensor": .strings(codes: zeros, dictionary: ["bench"]),
            "iface": .strings(codes: zeros, dictionary: ["eth0"]), "sip": Self.addresses(records, rows, at: 4),
            "dip": Self.addresses(records, rows, at: 20), "sport": .unsigned(Array(repeating: 0, count: rows)),
            "dport": Self.column(records, rows, at: 36, UInt16.self),
            "proto": Self.column(records, rows, at: 38, UInt8.self),
            "bytes_rcvd": Self.column(records, rows, at: 39, UInt64.self),
            "bytes_sent": Self.column(records, rows, at: 47, UInt64.self),
            "packets_rcvd": Self.column(records, rows, at: 55, UInt32.self),
            "packets_sent": Self.column(records, rows, at: 59, UInt32.self),
        ]
        return RowBatch(
            schema: .flows, count: rows, columns: TableSchema.flows.columns.map { vectors[$0.name] })
    }

    private static func column<Integer: FixedWidthInteger & BitwiseCopyable>(
        _ records: UnsafeRawPointer, _ rows: Int, at offset: Int, _ type: Integer.Type,
        _ change: (UInt64) -> UInt64 = { $0 }
    ) -> ColumnVector {
        let values = (0..<rows).map { row in
            let value = records.loadUnaligned(fromByteOffset: row &* recordSize &+ offset, as: Integer.self)
            return change(UInt64(truncatingIfNeeded: Integer(littleEndian: value)))
        }
        return .unsigned(values)
    }

    private static func addresses(_ records: UnsafeRawPointer, _ rows: Int, at offset: Int) -> ColumnVector {
        let values = (0..<rows).map { row in
            let place = records + (row &* recordSize &+ offset)
            return IPAddress(
                high: UInt64(bigEndian: place.loadUnaligned(as: UInt64.self)),
                low: UInt64(bigEndian: place.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
        }
        return .addresses(values)
    }
}
