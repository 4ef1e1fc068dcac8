import Bytes
import Observations

/// The columns a file was written with: names and kinds, in order.
///
/// A table may get columns in a later version; files written before are read by the names they have.
struct TableDescription: Equatable {
    struct StoredColumn: Equatable {
        let name: String
        let kind: ColumnKind
    }

    let columns: [StoredColumn]

    init(_ schema: TableSchema) {
        columns = schema.columns.map { StoredColumn(name: $0.name, kind: $0.kind) }
    }

    init(decoding payload: ArraySlice<UInt8>) throws(DecodingFailure) {
        var reader = ChunkReader(payload)
        var columns: [StoredColumn] = []
        for _ in 0..<Int(try reader.little(UInt16.self)) {
            let name = try reader.text()
            guard let kind = ColumnKind(rawValue: try reader.little()) else {
                throw DecodingFailure("unknown kind of column")
            }
            columns.append(StoredColumn(name: name, kind: kind))
        }
        self.columns = columns
    }

    func encoded() -> [UInt8] {
        var out = ByteWriter()
        out.little(UInt16(columns.count))
        for column in columns {
            out.text(column.name)
            out.little(column.kind.rawValue)
        }
        return out.bytes
    }

    /// Stands in every frame, so that a frame is understood also when the description before it is damaged.
    var identity: UInt64 { Hash64.of(encoded()) }

    /// For each column of `schema` its position here; nil where it is not.
    func positions(of schema: TableSchema) -> [Int?] {
        schema.columns.map { wanted in columns.firstIndex { $0.name == wanted.name && $0.kind == wanted.kind } }
    }
}
