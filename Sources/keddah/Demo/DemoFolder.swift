import Glibc
import Platform

/// The folder that holds everything of one demonstration.
struct DemoFolder {
    private let folder: PrivateFolder

    var path: String { folder.path }
    /// The server's folder: its cluster, its socket and its log.
    var server: String { "\(path)/server" }
    var cluster: String { "\(server)/cluster" }
    var serverLog: String { "\(server)/server.log" }
    var sensorLog: String { "\(path)/keddah.log" }
    var setUpLog: String { "\(path)/set-up.log" }
    var store: String { "\(path)/store" }
    var passwords: String { "\(path)/passwords" }

    /// The path of PostgreSQL's socket must fit into a Unix socket's name.
    private static let longestParent = 60

    init() throws {
        var parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        // The account of root's server may not get into root's own folders.
        if geteuid() == 0 || parent.utf8.count > Self.longestParent || !parent.hasPrefix("/") { parent = "/tmp" }
        folder = try PrivateFolder(in: parent, named: "keddah-demo")
        do {
            try makeServerFolder()
        } catch {
            folder.remove()
            throw error
        }
    }

    private func makeServerFolder() throws {
        guard mkdir(server, 0o700) == 0 else { throw SystemError.last("make \(server)") }
        try giveToServer(server)
        // The server's account walks through to its own folder, and sees nothing else.
        if PostgreSQLInstallation.serverAccount != nil { chmod(path, 0o711) }
    }

    private func giveToServer(_ file: String) throws {
        guard let account = PostgreSQLInstallation.serverAccount else { return }
        guard let entry = getpwnam(account) else {
            throw DemoFailure.failed(step: "finding the account \(account)", said: "  this machine has none")
        }
        guard chown(file, entry.pointee.pw_uid, entry.pointee.pw_gid) == 0 else {
            throw SystemError.last("give \(file) to \(account)")
        }
    }

    /// Writes a file into the server's folder, for its account alone.
    func writeForServer(_ text: String, to name: String) throws -> String {
        let file = try folder.write(text, to: "server/\(name)")
        try giveToServer(file)
        return file
    }

    /// Writes a file for its owner alone.
    @discardableResult
    func write(_ text: String, to name: String) throws(SystemError) -> String { try folder.write(text, to: name) }

    func remove() { folder.remove() }

    /// The last lines of a log, for an error.
    static func tail(of file: String, lines: Int = 8) -> String {
        guard let descriptor = try? FileDescriptor.open(file, flags: O_RDONLY) else { return "" }
        let size = lseek(descriptor.number, 0, SEEK_END)
        lseek(descriptor.number, max(0, size - 8192), SEEK_SET)
        var bytes = [UInt8](repeating: 0, count: 8192)
        let count = (try? descriptor.read(into: &bytes)) ?? 0
        let text = String(decoding: bytes[..<count], as: UTF8.self)
        return text.split(separator: "\n").suffix(lines).map { "  \($0)" }.joined(separator: "\n")
    }
}
