import Glibc
import Testing

@testable import Platform

@Suite final class RegularFileTests {
    private let folder: PrivateFolder

    init() throws { folder = try PrivateFolder(in: "/tmp", named: "keddah-test") }

    deinit { folder.remove() }

    private var path: String { folder.path + "/file" }

    private func text(_ path: String) throws -> String {
        let file = try FileDescriptor.open(path, flags: O_RDONLY)
        var bytes = [UInt8](repeating: 0, count: 1000)
        return String(decoding: bytes[..<(try file.read(into: &bytes))], as: UTF8.self)
    }

    private func status(_ path: String) -> stat {
        var status = stat()
        lstat(path, &status)
        return status
    }

    @Test func `What is added stands behind what is there`() throws {
        for part in ["one ", "two"] {
            let file = try RegularFile.append(to: path)
            try file.writeAll(Array(part.utf8))
        }
        #expect(try text(path) == "one two")
        #expect(status(path).st_mode & 0o777 == 0o600)
    }

    @Test func `A new file of root's belongs to whom its folder belongs to`() throws {
        guard geteuid() == 0 else { return }
        #expect(chown(folder.path, 65_534, 65_533) == 0)
        _ = try RegularFile.append(to: path, ownedAs: folder.path)
        #expect(status(path).st_uid == 65_534 && status(path).st_gid == 65_533)
        // One that is there already stays whose it is.
        #expect(chown(folder.path, 0, 0) == 0)
        _ = try RegularFile.append(to: path, ownedAs: folder.path)
        #expect(status(path).st_uid == 65_534)
    }

    @Test func `A file is replaced as a whole, and keeps its mode`() throws {
        try RegularFile.replace(path, with: Array("first".utf8))
        chmod(path, 0o640)
        let before = status(path).st_ino
        try RegularFile.replace(path, with: Array("second".utf8))
        #expect(try text(path) == "second")
        #expect(status(path).st_mode & 0o777 == 0o640)
        #expect(status(path).st_ino != before)
        #expect(throws: SystemError.self) { try RegularFile.replace(folder.path + "/none/file", with: []) }
    }

    @Test(arguments: ["link", "dangling", "pipe", "folder"])
    func `Nothing but regular files is written to`(kind: String) throws {
        let target = try folder.write("secret", to: "target")
        switch kind {
        case "link": #expect(symlink(target, path) == 0)
        case "dangling": #expect(symlink(target + "-none", path) == 0)
        case "pipe": #expect(mkfifo(path, 0o600) == 0)
        default: #expect(mkdir(path, 0o700) == 0)
        }
        let kept = status(path).st_ino
        #expect(throws: SystemError.self) { _ = try RegularFile.append(to: path) }
        #expect(throws: SystemError.self) { try RegularFile.replace(path, with: [1]) }
        #expect(try text(target) == "secret")
        #expect(access(target + "-none", F_OK) != 0)
        #expect(status(path).st_ino == kept)
    }
}
