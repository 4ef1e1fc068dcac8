import ColumnStore
import Glibc
import Platform

/// The records of imports in a store's directory, a file each. The store's lock keeps others away.
struct ImportJournal {
    private let folder: String

    init(store: String) { folder = store + "/imports" }

    /// The import of the same file into the same table, if there was one: the file begins with the same bytes, and has
    /// the same path or, having another, the same size and settings.
    func find(
        table: String, path: String, size: Int?, head: [UInt8], settings: UInt64
    ) throws(StoreError) -> ImportRecord? {
        var best: ImportRecord?
        for name in try names() {
            guard let record = try read(name), record.table == table,
                record.path == path || (size != nil && record.size == size && record.settings == settings),
                record.isBeginning(head)
            else { continue }
            guard let known = best else {
                best = record
                continue
            }
            // The longer beginning tells more, and then the own path does.
            if (record.headLength, record.path == path ? 1 : 0) > (known.headLength, known.path == path ? 1 : 0) {
                best = record
            }
        }
        return best
    }

    private func names() throws(StoreError) -> [String] {
        guard let directory = opendir(folder) else {
            if errno == ENOENT { return [] }
            throw failure("list \(folder)")
        }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasSuffix(Self.suffix) { names.append(name) }
        }
        return names.sorted()
    }

    private static let suffix = ".import"

    private func read(_ name: String) throws(StoreError) -> ImportRecord? {
        let path = "\(folder)/\(name)"
        do throws(SystemError) {
            let file = try FileDescriptor.open(path, flags: O_RDONLY)
            var bytes = [UInt8](repeating: 0, count: 65_536)
            let count = try file.read(into: &bytes)
            if let record = ImportRecord(Array(bytes[..<count])) { return record }
        } catch {
            throw StoreError(.access, "\(error)")
        }
        throw StoreError(
            .access,
            "\(path), which says what was imported, is damaged: remove it, and see with `keddah query` what is there")
    }

    private func failure(_ action: String) -> StoreError {
        StoreError(.access, "cannot \(action): \(String(cString: strerror(errno)))")
    }

    private func path(_ record: ImportRecord) -> String {
        let digits = String(record.number, radix: 16)
        return "\(folder)/\(String(repeating: "0", count: 16 - digits.utf8.count))\(digits)\(Self.suffix)"
    }

    /// Puts a record in place, whole, on the disk when this returns.
    func write(_ record: ImportRecord) throws(StoreError) {
        if mkdir(folder, 0o750) != 0 && errno != EEXIST { throw failure("make the directory \(folder)") }
        let path = path(record)
        do throws(SystemError) {
            let file = try FileDescriptor.open(path + ".new", flags: O_WRONLY | O_CREAT | O_TRUNC, mode: 0o640)
            try file.writeAll(record.encoded())
            guard fsync(file.number) == 0, rename(path + ".new", path) == 0 else { throw .last("write \(path)") }
            let directory = try FileDescriptor.open(folder, flags: O_RDONLY | O_DIRECTORY)
            guard fsync(directory.number) == 0 else { throw .last("write \(folder)") }
        } catch {
            throw StoreError(.access, "how far the import came cannot be noted: \(error)")
        }
    }
}
