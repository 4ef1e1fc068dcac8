import Glibc
import Testing

@testable import Platform

@Suite struct PrivateFolderTests {
    @Test func `It goes with everything in it, and links are not followed`() throws {
        let outside = try PrivateFolder(in: "/tmp", named: "keddah-outside")
        defer { outside.remove() }
        let kept = try outside.write("kept", to: "file")
        let folder = try PrivateFolder(in: "/tmp", named: "keddah-folder")
        #expect(mkdir("\(folder.path)/inner", 0o700) == 0)
        try folder.write("gone", to: "inner/a name that is longer than a word")
        #expect(symlink(outside.path, "\(folder.path)/link") == 0)
        folder.remove()
        #expect(access(folder.path, F_OK) != 0)
        #expect(access(kept, F_OK) == 0)
    }

    @Test func `Nobody else may read it`() throws {
        let folder = try PrivateFolder(in: "/tmp", named: "keddah-folder")
        defer { folder.remove() }
        let file = try folder.write("secret", to: "file")
        var status = stat()
        #expect(stat(folder.path, &status) == 0 && status.st_mode & 0o777 == 0o700)
        #expect(stat(file, &status) == 0 && status.st_mode & 0o777 == 0o600)
    }

    @Test func `A parent that is not there is named`() {
        #expect(throws: SystemError(code: ENOENT, operation: "make a folder in /nowhere")) {
            try PrivateFolder(in: "/nowhere", named: "a")
        }
    }
}
