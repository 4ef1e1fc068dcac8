import Glibc

/// Decides, in tests, whether an operation on the disk happens: how a full disk and a killed process are played.
protocol DiskFaults: AnyObject, Sendable {
    /// How many of `bytes` may be written; fewer make the write fail after them.
    /// - Throws: When the operation must not happen at all.
    func permit(_ operation: DiskOperation, bytes: Int) throws(StoreError) -> Int
}

/// What an operation does to the space on the disk.
enum DiskOperation {
    case take
    case release
}

/// The store's way to the file system: every change of it passes here.
struct Disk: Sendable {
    let faults: (any DiskFaults)?

    init(faults: (any DiskFaults)? = nil) { self.faults = faults }

    private func permit(_ operation: DiskOperation = .take) throws(StoreError) {
        if let faults { _ = try faults.permit(operation, bytes: 0) }
    }

    func open(_ path: String, _ mode: File.Mode) throws(StoreError) -> File {
        if mode != .read { try permit() }
        return try File(path, mode, faults: faults)
    }

    /// Makes a directory if it is not there.
    func makeDirectory(_ path: String) throws(StoreError) {
        try permit()
        guard mkdir(path, 0o750) != 0, errno != EEXIST else { return }
        throw StoreError.system(errno, "create the directory", path)
    }

    func rename(_ path: String, to target: String) throws(StoreError) {
        try permit()
        guard Glibc.rename(path, target) == 0 else { throw StoreError.system(errno, "rename", path) }
    }

    /// Removes a file; one that is not there is no error.
    func remove(_ path: String) throws(StoreError) {
        try permit(.release)
        guard unlink(path) != 0, errno != ENOENT else { return }
        throw StoreError.system(errno, "remove", path)
    }

    /// Removes a directory and the files in it.
    func removeDirectory(_ path: String) throws(StoreError) {
        for name in try names(in: path) { try remove("\(path)/\(name)") }
        try permit(.release)
        guard rmdir(path) != 0, errno != ENOENT else { return }
        throw StoreError.system(errno, "remove the directory", path)
    }

    /// Makes the entries of a directory durable.
    func syncDirectory(_ path: String) throws(StoreError) {
        try permit()
        try File(path, .read, faults: nil).sync()
    }

    /// The names in a directory, sorted; a directory that is not there has none.
    func names(in path: String) throws(StoreError) -> [String] {
        guard let directory = opendir(path) else {
            if errno == ENOENT { return [] }
            throw StoreError.system(errno, "list the directory", path)
        }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// The bytes of a whole file.
    func contents(of path: String) throws(StoreError) -> [UInt8] {
        let file = try open(path, .read)
        return try file.read(offset: 0, count: try file.size())
    }

    /// Puts a file in place whole: readers see the old one or the new one.
    func replace(_ path: String, with bytes: [UInt8], in directory: String) throws(StoreError) {
        let temporary = path + ".new"
        let file = try open(temporary, .replace)
        do throws(StoreError) {
            try file.write(bytes, at: 0)
            try file.sync()
            try rename(temporary, to: path)
        } catch {
            unlink(temporary)
            throw error
        }
        // The new file is in place whatever this says; file systems with a journal keep the order of what follows.
        try? syncDirectory(directory)
    }
}
