import CLinux
import Glibc

/// What the system allows this process.
public enum ProcessLimits {
    /// Raises the soft limit of open descriptors to the hard one, and returns it.
    @discardableResult
    public static func raiseDescriptors() -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 0 }
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return Int(clamping: limit.rlim_cur)
    }

    /// Switches core dumps off: memory holds statements and their values.
    public static func disableCoreDumps() {
        var limit = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
        keddah_forbid_dumps()
    }

    /// How many processors this process may use.
    public static var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    /// Resident memory of this process in bytes, from /proc/self/statm.
    public static var residentBytes: Int {
        guard let file = try? FileDescriptor.open("/proc/self/statm", flags: O_RDONLY) else { return 0 }
        return withUnsafeTemporaryAllocation(byteCount: 128, alignment: 1) { buffer in
            let count = (try? file.read(into: buffer)) ?? 0
            let fields = String(decoding: buffer.prefix(count), as: UTF8.self).split(separator: " ")
            return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
        }
    }
}
