import Bytes
import FoundationEssentials
import Glibc
import Platform

/// The file in which a registry keeps its probes, for its owner alone: it has keys in it.
struct ProbeFile: Sendable {
    private static let limit = 64 << 20

    let path: String

    /// The probes of the file, by identifier; none when there is no file.
    func read() throws -> [String: Probe] {
        guard access(path, F_OK) == 0 else { return [:] }
        let file = try FileDescriptor.open(path, flags: O_RDONLY)
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while case let count = try file.read(into: &chunk), count > 0, bytes.count < Self.limit {
            bytes += chunk[..<count]
        }
        guard let probes = try? JSONDecoder().decode([Probe].self, from: Data(bytes)) else {
            throw APIServerError(description: "\(path) holds no probes: move it away, or name another file")
        }
        return Dictionary(probes.map { ($0.identifier, $0) }) { _, last in last }
    }

    /// Puts all probes into the file, whole or not at all.
    func write(_ probes: [Probe]) throws(SystemError) {
        var json = JSONWriter()
        json.array { json in for probe in probes { probe.write(to: &json) } }
        json.endLine()
        let fresh = path + ".new"
        // What could not be read again is not written.
        guard json.bytes.count <= Self.limit else { throw SystemError(code: EFBIG, operation: "write \(path)") }
        // Neither a link that somebody laid there nor a file with another mode is written to.
        _ = unlink(fresh)
        let file = try FileDescriptor.open(fresh, flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW)
        try file.writeAll(json.bytes)
        guard fsync(file.number) == 0 else { throw .last("write \(fresh)") }
        guard rename(fresh, path) == 0 else { throw .last("rename \(fresh)") }
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let directory = try FileDescriptor.open(folder, flags: O_RDONLY | O_DIRECTORY)
        guard fsync(directory.number) == 0 else { throw .last("write \(folder)") }
    }
}
