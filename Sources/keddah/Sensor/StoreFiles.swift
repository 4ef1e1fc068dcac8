import Glibc
import Platform

/// The files that stand beside the columns in a store's directory.
enum StoreFiles {
    static func catalog(_ directory: String) -> String { directory + "/catalog.sqlite" }
    static func control(_ directory: String) -> String { directory + "/control.sock" }
    private static let loadPrefix = ".load-"

    /// The name of a file with rows that another process hands to the sensor; it stands in the store's directory.
    static func load(process: Int32, number: Int) -> String { "\(loadPrefix)\(process)-\(number)" }
    /// Whether a name is one of those, and nothing that leads elsewhere.
    static func isLoad(_ name: String) -> Bool { name.hasPrefix(loadPrefix) && !name.contains("/") }

    /// Removes files that processes left which were killed while they handed over rows.
    static func removeLoads(_ directory: String) {
        guard let entries = opendir(directory) else { return }
        defer { closedir(entries) }
        while let entry = readdir(entries) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if isLoad(name) { unlink("\(directory)/\(name)") }
        }
    }

    private static func secret(_ directory: String) -> String { directory + "/secret" }

    /// The store's own secret, which keys shapes: made with the store, readable by its owner only.
    static func shapeKey(_ directory: String) throws(SystemError) -> UInt64 {
        let path = secret(directory)
        var key = [UInt8](repeating: 0, count: 8)
        do throws(SystemError) {
            let file = try FileDescriptor.open(path, flags: O_RDONLY)
            guard try file.read(into: &key) == key.count else {
                throw SystemError(code: EIO, operation: "read \(path), which is too short")
            }
        } catch  where error.code == ENOENT {
            key = Entropy.bytes(key.count)
            try write(key, path)
        }
        return key.reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Whole or not at all, whenever the machine stops.
    private static func write(_ key: [UInt8], _ path: String) throws(SystemError) {
        let draft = path + ".new"
        let file = try FileDescriptor.open(draft, flags: O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600)
        try file.writeAll(key)
        guard fsync(file.number) == 0, rename(draft, path) == 0 else { throw .last("write \(path)") }
    }
}
