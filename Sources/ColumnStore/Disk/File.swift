import Glibc

/// An open file; it is closed when the value ends.
struct File: ~Copyable {
    enum Mode {
        case read
        /// Created when it is not there; its bytes stay.
        case write
        /// Created, or emptied.
        case replace

        var flags: Int32 {
            switch self {
            case .read: O_RDONLY | O_CLOEXEC
            case .write: O_RDWR | O_CREAT | O_CLOEXEC
            case .replace: O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC
            }
        }
    }

    let descriptor: Int32
    let path: String
    private let faults: (any DiskFaults)?

    init(_ path: String, _ mode: Mode, faults: (any DiskFaults)?) throws(StoreError) {
        descriptor = Glibc.open(path, mode.flags, 0o640)
        self.path = path
        self.faults = faults
        guard descriptor >= 0 else {
            throw StoreError.system(errno, mode == .read ? "read" : "write", path)
        }
    }

    deinit { close(descriptor) }

    func size() throws(StoreError) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw StoreError.system(errno, "examine", path) }
        return Int(status.st_size)
    }

    /// How many of `count` bytes from `offset` on the file has.
    func available(offset: Int, count: Int) throws(StoreError) -> Int { min(count, max(try size() - offset, 0)) }

    /// Up to `count` bytes from `offset`, fewer at the file's end, then `padding` zero bytes.
    func read(offset: Int, count: Int, padding: Int = 0) throws(StoreError) -> [UInt8] {
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count + padding) { buffer, filled in
            while filled < count {
                let done = pread(descriptor, buffer.baseAddress! + filled, count - filled, off_t(offset + filled))
                if done < 0 && errno == EINTR { continue }
                if done < 0 { failure = errno }
                if done <= 0 { break }
                filled += done
            }
            for index in filled..<filled + padding { buffer[index] = 0 }
            filled += padding
        }
        guard failure == 0 else { throw StoreError.system(failure, "read", path) }
        return bytes
    }

    /// Reads up to `count` bytes from `offset` into the first of `target`; tells how many there were.
    func read(into target: inout [UInt8], offset: Int, count: Int) throws(StoreError) -> Int {
        precondition(count <= target.count)
        var filled = 0
        while filled < count {
            let done = target.withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress! + filled, count - filled, off_t(offset + filled))
            }
            if done < 0 && errno == EINTR { continue }
            if done < 0 { throw StoreError.system(errno, "read", path) }
            if done == 0 { break }
            filled += done
        }
        return filled
    }

    /// Writes all bytes at `offset`.
    func write(_ bytes: [UInt8], at offset: Int) throws(StoreError) {
        let allowed = try faults?.permit(.take, bytes: bytes.count) ?? bytes.count
        var done = 0
        while done < allowed {
            let count = bytes.withUnsafeBytes {
                pwrite(descriptor, $0.baseAddress! + done, allowed - done, off_t(offset + done))
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw StoreError.system(count == 0 ? ENOSPC : errno, "write", path) }
            done += count
        }
        guard allowed == bytes.count else { throw StoreError.system(ENOSPC, "write", path) }
    }

    func truncate(to size: Int) throws(StoreError) {
        if let faults { _ = try faults.permit(.release, bytes: 0) }
        guard ftruncate(descriptor, off_t(size)) == 0 else { throw StoreError.system(errno, "truncate", path) }
    }

    /// Makes what was written durable.
    func sync() throws(StoreError) {
        if let faults { _ = try faults.permit(.take, bytes: 0) }
        guard fdatasync(descriptor) == 0 else { throw StoreError.system(errno, "sync", path) }
    }

    /// Takes the lock that one process at a time holds until the file is closed.
    ///
    /// Waits up to a second for one that is about to be free: a writer that was just killed, or a child process that
    /// shares the lock between its fork and its exec.
    func lock() -> Bool {
        for _ in 0..<Self.lockAttempts {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
            poll(nil, 0, Self.lockPause)
        }
        return flock(descriptor, LOCK_EX | LOCK_NB) == 0
    }

    private static let lockAttempts = 50
    /// In milliseconds.
    private static let lockPause: Int32 = 20
}
