import Glibc

/// A small file, read whole.
struct TextFile {
    /// Why a file cannot be read.
    struct Failure: Error {
        /// The errno value, 0 for a file that is too large or no file.
        let code: Int32
        let reason: String

        fileprivate init(_ code: Int32) {
            self.code = code
            reason = String(cString: strerror(code))
        }

        fileprivate init(reason: String) {
            code = 0
            self.reason = reason
        }
    }

    let bytes: [UInt8]
    /// Whether its mode lets anybody but its owner do anything with it.
    let isReadableByOthers: Bool
    /// Whether it belongs to root, and at most a group of root's choice can read it, as Debian's `ssl-cert`.
    let isSharedByRoot: Bool

    /// The file at `path`, of at most `limit` bytes.
    static func read(_ path: String, limit: Int) throws(Failure) -> TextFile {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Failure(errno) }
        guard status.st_mode & S_IFMT != S_IFDIR else { throw Failure(EISDIR) }
        return TextFile(
            bytes: try contents(of: descriptor, limit: limit), isReadableByOthers: status.st_mode & 0o077 != 0,
            isSharedByRoot: status.st_uid == 0 && status.st_mode & 0o037 == 0)
    }

    private static func contents(of descriptor: Int32, limit: Int) throws(Failure) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw Failure(errno) }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
            guard bytes.count <= limit else { throw Failure(reason: "larger than \(ByteCount.text(limit))") }
        }
    }
}
