/// The lock that makes a process the writer of a store; the system releases it when the process ends, however it ends.
final class StoreLock {
    private let file: File

    init(_ path: String, disk: Disk) throws(StoreError) {
        file = try disk.open(path, .write)
        guard file.lock() else {
            throw StoreError(.locked, "another process writes to this store: it holds the lock on \(path)")
        }
    }
}
