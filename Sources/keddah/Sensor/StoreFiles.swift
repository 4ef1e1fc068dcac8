import Glibc
import Platform

/// The files that stand beside the columns in a store's directory.
enum StoreFiles {
    static func catalog(_ directory: String) -> String { directory + "/catalog.sqlite" }
    static func control(_ directory: String) -> String { directory + "/control.sock" }
    private static func secret(_ directory: String) -> String { directory + "/secret" }

    /// The store's own secret, which keys shapes: made with the store, readable by its owner only.
    static func shapeKey(_ directory: String) throws(SystemError) -> UInt64 {
        let path = secret(directory)
        var key = [UInt8](repeating: 0, count: 8)
        if let file = try? FileDescriptor.open(path, flags: O_RDONLY) {
            let count = try file.read(into: &key)
            if count == key.count { return key.reduce(0) { $0 << 8 | UInt64($1) } }
        }
        key = Entropy.bytes(key.count)
        let file = try FileDescriptor.open(path, flags: O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600)
        try file.writeAll(key)
        return key.reduce(0) { $0 << 8 | UInt64($1) }
    }
}
