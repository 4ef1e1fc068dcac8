import CSQLite
import Glibc

/// A connection to an SQLite file; closed when the value ends. Statements are compiled once and kept.
final class Database {
    let path: String
    private let handle: OpaquePointer
    private var statements: [String: OpaquePointer] = [:]

    init(path: String, isReadOnly: Bool) throws(CatalogError) {
        // Examples of statements may hold what others must not read; SQLite's other files take over these rights.
        if !isReadOnly { close(open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o640)) }
        var handle: OpaquePointer?
        let flags = isReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        let status = sqlite3_open_v2(path, &handle, flags | SQLITE_OPEN_NOMUTEX, nil)
        guard status == SQLITE_OK, let handle else {
            sqlite3_close_v2(handle)
            throw Self.error(status, "open", path, detail: String(cString: sqlite3_errstr(status)))
        }
        self.handle = handle
        self.path = path
        sqlite3_extended_result_codes(handle, 1)
        sqlite3_busy_timeout(handle, 5000)
    }

    deinit {
        for statement in statements.values { sqlite3_finalize(statement) }
        sqlite3_close_v2(handle)
    }

    /// Runs a statement with the given values and hands each row to `row`.
    func run(
        _ sql: String, _ values: [Value] = [], row: (borrowing Row) -> Void = { _ in }
    ) throws(CatalogError) {
        let statement = try prepared(sql)
        defer {
            sqlite3_reset(statement)
            sqlite3_clear_bindings(statement)
        }
        for (index, value) in values.enumerated() { try check(bind(value, to: Int32(index + 1), of: statement)) }
        while true {
            let status = sqlite3_step(statement)
            if status == SQLITE_DONE { return }
            guard status == SQLITE_ROW else { throw failure(status) }
            row(Row(statement: statement))
        }
    }

    /// Runs `body` as one transaction, undone when it throws.
    func transaction(_ body: () throws(CatalogError) -> Void) throws(CatalogError) {
        try run("BEGIN IMMEDIATE")
        do throws(CatalogError) {
            try body()
            try run("COMMIT")
        } catch {
            try? run("ROLLBACK")
            throw error
        }
    }

    private func prepared(_ sql: String) throws(CatalogError) -> OpaquePointer {
        if let statement = statements[sql] { return statement }
        var statement: OpaquePointer?
        try check(sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil))
        guard let statement else { preconditionFailure("no statement in \(sql)") }
        statements[sql] = statement
        return statement
    }

    private func bind(_ value: Value, to index: Int32, of statement: OpaquePointer) -> Int32 {
        switch value {
        case .integer(let number): return sqlite3_bind_int64(statement, index, Int64(bitPattern: number))
        case .null: return sqlite3_bind_null(statement, index)
        case .text(let text):
            var copy = text
            return copy.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) {
                    keddah_sqlite3_bind_text(statement, index, $0.baseAddress, Int32(clamping: $0.count))
                }
            }
        case .blob(let bytes):
            if bytes.isEmpty { return sqlite3_bind_zeroblob(statement, index, 0) }
            return bytes.withUnsafeBytes {
                keddah_sqlite3_bind_blob(statement, index, $0.baseAddress, Int32(clamping: $0.count))
            }
        }
    }

    private func check(_ status: Int32) throws(CatalogError) {
        guard status == SQLITE_OK else { throw failure(status) }
    }

    private func failure(_ status: Int32) -> CatalogError {
        Self.error(status, "use", path, detail: String(cString: sqlite3_errmsg(handle)))
    }

    private static func error(_ status: Int32, _ action: String, _ path: String, detail: String) -> CatalogError {
        let problem = "cannot \(action) the catalog \(path): \(detail)"
        switch status & 0xff {
        case SQLITE_FULL: return CatalogError(.full, "\(problem); free space")
        case SQLITE_CORRUPT, SQLITE_NOTADB:
            return CatalogError(
                .corrupt, "\(problem); move the file away: a new one fills as statements come, the columns are unharmed"
            )
        case SQLITE_BUSY, SQLITE_LOCKED: return CatalogError(.busy, "\(problem); another process holds it")
        default: return CatalogError(.access, problem)
        }
    }
}

extension Database {
    /// A value handed to a statement.
    enum Value {
        /// All 64 bits; SQLite's integers are signed, so great ones stand there as negative.
        case integer(UInt64)
        case text(String)
        case blob([UInt8])
        case null
    }

    /// The row that a statement stands on.
    struct Row: ~Copyable {
        fileprivate let statement: OpaquePointer

        func integer(_ column: Int32) -> UInt64 { UInt64(bitPattern: sqlite3_column_int64(statement, column)) }

        func text(_ column: Int32) -> String { String(decoding: bytes(column), as: UTF8.self) }

        func optionalText(_ column: Int32) -> String? {
            sqlite3_column_type(statement, column) == SQLITE_NULL ? nil : text(column)
        }

        func bytes(_ column: Int32) -> [UInt8] {
            guard let start = sqlite3_column_blob(statement, column) else { return [] }
            return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column))))
        }
    }
}
