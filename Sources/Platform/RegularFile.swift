import CLinux
import Glibc

/// Files that are written where others may have a say: never through a link that somebody put there, and never into a
/// pipe or a device, which would take the text elsewhere or wait for ever.
public enum RegularFile {
    /// Opens a file to add to it, and makes it if there is none.
    /// - Parameter owner: A new file that root makes belongs to whom this folder belongs to; nil leaves it root's.
    /// - Throws: the system's reason; `EINVAL` for what is no regular file.
    public static func append(
        to path: String, mode: UInt32 = 0o600, ownedAs owner: String? = nil
    ) throws(SystemError) -> FileDescriptor {
        let flags = O_WRONLY | O_APPEND | O_NOFOLLOW | O_NONBLOCK
        let made = retryingInterrupts { keddah_open(path, flags | O_CREAT | O_EXCL | O_CLOEXEC, mode) }
        if made >= 0 {
            let file = FileDescriptor(owning: made)
            try give(file, path, owner)
            return file
        }
        guard currentErrno() == EEXIST else { throw .last("open \(path)") }
        try check(path)
        let file = try FileDescriptor.open(path, flags: flags)
        var status = stat()
        guard fstat(file.number, &status) == 0 else { throw .last("look at \(path)") }
        guard isRegular(status) else { throw notRegular(path) }
        return file
    }

    /// Puts a file in the place of another one, or of none: whoever reads sees the old one or the new one whole.
    public static func replace(_ path: String, with bytes: [UInt8], mode: UInt32 = 0o666) throws(SystemError) {
        try check(path)
        let draft = "\(path).\(getpid())-\(UInt32.random(in: 0 ... .max)).new"
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW
        let file = try FileDescriptor.open(draft, flags: flags, mode: mode)
        do throws(SystemError) {
            try keepMode(of: path, for: file)
            try file.writeAll(bytes)
            guard rename(draft, path) == 0 else { throw .last("rename \(draft) to \(path)") }
        } catch {
            unlink(draft)
            throw error
        }
    }

    /// Who made a file closed to others wants it to stay so.
    private static func keepMode(of path: String, for file: borrowing FileDescriptor) throws(SystemError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard fchmod(file.number, status.st_mode & 0o777) == 0 else { throw .last("set the mode of \(path)") }
    }

    private static func give(
        _ file: borrowing FileDescriptor, _ path: String, _ owner: String?
    ) throws(SystemError) {
        var status = stat()
        guard let owner, geteuid() == 0, stat(owner, &status) == 0 else { return }
        guard fchown(file.number, status.st_uid, status.st_gid) == 0 else { throw .last("give away \(path)") }
    }

    /// What is there must be a regular file; nothing may be there.
    private static func check(_ path: String) throws(SystemError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard isRegular(status) else { throw notRegular(path) }
    }

    private static func isRegular(_ status: stat) -> Bool { status.st_mode & S_IFMT == S_IFREG }

    private static func notRegular(_ path: String) -> SystemError {
        SystemError(code: EINVAL, operation: "write to \(path), which is no regular file")
    }
}
