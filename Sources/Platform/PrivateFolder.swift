import Glibc

/// A new folder that only its owner may enter.
public struct PrivateFolder: Sendable {
    /// Its absolute path.
    public let path: String

    /// Makes a folder below `parent` whose name begins with `name`.
    public init(in parent: String, named name: String) throws(SystemError) {
        let template = "\(parent)/\(name)-XXXXXX"
        var bytes = Array(template.utf8CString)
        guard mkdtemp(&bytes) != nil else { throw .last("make a folder in \(parent)") }
        path = String(decoding: bytes.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Writes a file into it, for its owner alone unless `mode` says more, and gives the file's path.
    @discardableResult
    public func write(_ text: String, to name: String, mode: UInt32 = 0o600) throws(SystemError) -> String {
        let file = "\(path)/\(name)"
        let descriptor = try FileDescriptor.open(file, flags: O_WRONLY | O_CREAT | O_TRUNC, mode: mode)
        try descriptor.writeAll(Array(text.utf8))
        return file
    }

    /// Removes it with all that is in it, as far as the system lets us; links are not followed.
    public func remove() { Self.remove(path) }

    private static func remove(_ path: String) {
        if unlink(path) == 0 || currentErrno() == ENOENT { return }
        for name in entries(of: path) { remove("\(path)/\(name)") }
        rmdir(path)
    }

    private static func entries(of folder: String) -> [String] {
        // Not through a link that came in between.
        let number = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard number >= 0, let listing = fdopendir(number) else { return [] }
        defer { closedir(listing) }
        var names: [String] = []
        while let entry = readdir(listing) {
            // The name runs past its declared array's first bytes, so it is read where it stands.
            let offset = MemoryLayout<dirent>.offset(of: \.d_name)!
            let name = (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: CChar.self)
            let text = String(cString: name)
            if text != "." && text != ".." { names.append(text) }
        }
        return names
    }
}
