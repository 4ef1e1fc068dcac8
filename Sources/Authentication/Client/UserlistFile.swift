import Glibc
import Platform

extension Userlist {
    private static let largestFile = 64 << 20

    /// Reads a file, which nobody but its owner may have access to.
    public init(contentsOf path: String) throws(ParseError) {
        try self.init(contentsOf: path, credentialsFolder: getenv("CREDENTIALS_DIRECTORY").map { String(cString: $0) })
    }

    init(contentsOf path: String, credentialsFolder: String?) throws(ParseError) {
        func failure(_ reason: String) -> ParseError { ParseError(file: path, line: 0, message: reason) }
        let file: (bytes: [UInt8], isPrivate: Bool)
        do throws(SystemError) {
            file = try Self.read(path)
        } catch {
            throw failure(error.reason)
        }
        guard file.isPrivate || Self.isCredential(path, folder: credentialsFolder) else {
            throw failure("others than its owner can read it: chmod 600 it")
        }
        guard file.bytes.count <= Self.largestFile else { throw failure("larger than \(Self.largestFile) bytes") }
        try self.init(file.bytes, file: path)
    }

    private static func read(_ path: String) throws(SystemError) -> (bytes: [UInt8], isPrivate: Bool) {
        let descriptor = try FileDescriptor.open(path, flags: O_RDONLY)
        var status = stat()
        guard fstat(descriptor.number, &status) == 0 else { throw .last("stat \(path)") }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while bytes.count <= largestFile {
            let count = try descriptor.read(into: &chunk)
            if count == 0 { break }
            bytes += chunk[..<count]
        }
        // A file of root's may be shared with a group of root's choice.
        let forbidden: mode_t = status.st_uid == 0 ? 0o037 : 0o077
        return (bytes, status.st_mode & forbidden == 0)
    }

    /// Whether systemd keeps a file for this service alone (LoadCredential=). It does so by an access list, which looks
    /// like a mode that lets the group read.
    private static func isCredential(_ path: String, folder: String?) -> Bool {
        guard let folder, folder.hasPrefix("/") else { return false }
        return path.hasPrefix(folder + "/") && !path.contains("/../")
    }
}
