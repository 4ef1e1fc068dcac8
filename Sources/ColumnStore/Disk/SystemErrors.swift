import Glibc

extension StoreError {
    /// Describes a failed system call, with what to do where it is known.
    static func system(_ code: Int32, _ action: String, _ path: String) -> StoreError {
        let problem = "cannot \(action) \(path): \(String(cString: strerror(code)))"
        switch code {
        case ENOSPC, EDQUOT, EFBIG: return StoreError(.full, "\(problem); free space, or shorten the retention")
        case EACCES, EPERM:
            return StoreError(
                .access, "\(problem); give user \(getuid()) the right to it, or choose another store path")
        case EROFS: return StoreError(.access, "\(problem); choose a store path on a writable file system")
        case ENOENT: return StoreError(.gone, problem)
        case EMFILE, ENFILE: return StoreError(.access, "\(problem); raise the limit of open files (ulimit -n)")
        default: return StoreError(.access, problem)
        }
    }
}
