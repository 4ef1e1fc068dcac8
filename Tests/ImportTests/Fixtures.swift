import ColumnStore
import Glibc
import Observations

@testable import Import

/// A folder of a test's own, gone with it.
final class Folder: Sendable {
    let path: String
    var store: String { path + "/store" }

    init() {
        var template = Array("/tmp/keddah-import-XXXXXX".utf8CString)
        precondition(mkdtemp(&template) != nil)
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { Self.remove(path) }

    private static func remove(_ path: String) {
        if let directory = opendir(path) {
            defer { closedir(directory) }
            while let entry = readdir(directory) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                if name != "." && name != ".." { remove("\(path)/\(name)") }
            }
        }
        _ = Glibc.remove(path)
    }

    func write(_ text: String, to name: String = "rows.csv") -> String {
        let file = "\(path)/\(name)"
        guard let stream = fopen(file, "w") else { preconditionFailure("no file") }
        defer { fclose(stream) }
        let bytes = Array(text.utf8)
        precondition(fwrite(bytes, 1, bytes.count, stream) == bytes.count)
        return file
    }
}

/// Imports and looks at what came into the store.
enum Imports {
    static func flows(_ interface: String? = "eth0") -> ImportOptions {
        var options = ImportOptions(table: .flows)
        options.interface = interface
        return options
    }

    @discardableResult
    static func run(_ file: String, _ store: String, _ options: ImportOptions = flows()) throws -> ImportResult {
        try CSVImport(file, store: store, options: options).run()
    }

    /// The message of an import that fails.
    static func failure(_ text: String, _ options: ImportOptions = flows()) -> String {
        let folder = Folder()
        do {
            try run(folder.write(text), folder.store, options)
            return ""
        } catch {
            return "\(error)"
        }
    }

    /// The rows of a table, as texts in the order of its columns, sorted.
    static func rows(_ store: String, _ schema: TableSchema = .flows) throws -> [[String]] {
        let snapshot = try StoreReader(directory: store).snapshot(of: schema, from: 0, to: .max)
        var rows: [[String]] = []
        for source in snapshot.sources {
            let batch = try source.read(columns: Array(schema.columns.indices))
            for row in 0..<batch.count { rows.append(batch.columns.map { text($0!, row) }) }
        }
        return rows.sorted { $0.lexicographicallyPrecedes($1) }
    }

    private static func text(_ vector: ColumnVector, _ row: Int) -> String {
        switch vector {
        case .unsigned(let values): "\(values[row])"
        case .addresses(let values): "\(values[row])"
        case .strings(let codes, let dictionary): dictionary[Int(codes[row])]
        }
    }

    /// The sum of a column over all rows.
    static func sum(_ store: String, _ column: String, _ schema: TableSchema = .flows) throws -> UInt64 {
        let index = schema.index(of: column)!
        let snapshot = try StoreReader(directory: store).snapshot(of: schema, from: 0, to: .max)
        return try snapshot.sources.reduce(0) { sum, source in
            guard case .unsigned(let values)? = try source.read(columns: [index]).columns[index] else { return sum }
            return values.reduce(sum, +)
        }
    }
}
