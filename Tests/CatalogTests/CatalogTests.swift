import Glibc
import Testing

@testable import Catalog

/// A directory that is removed with its files when the value ends.
struct TemporaryDirectory: ~Copyable {
    let path: String

    init() {
        var template = Array("/tmp/keddah-catalog-XXXXXX".utf8CString)
        path = String(cString: mkdtemp(&template))
    }

    var catalog: String { path + "/catalog.sqlite" }

    func write(_ text: String) {
        let descriptor = open(catalog, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        _ = Array(text.utf8).withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress!, $0.count) }
        close(descriptor)
    }

    deinit {
        for suffix in ["", "-wal", "-shm", "-journal"] { unlink(catalog + suffix) }
        rmdir(path)
    }
}

func record(
    _ fingerprint: UInt64, _ sql: String = "SELECT $1", seen: UInt64 = 100, samples: [Sample] = []
) -> FingerprintRecord {
    FingerprintRecord(
        fingerprint: fingerprint, normalized: sql, verb: "select", firstSeen: seen, lastSeen: seen, samples: samples)
}

@Suite struct CatalogTests {
    @Test func anotherConnectionReadsWhatWasRecordedWhileTheWriterIsOpen() throws {
        let directory = TemporaryDirectory()
        let writer = try Catalog(path: directory.catalog, mode: .readWrite)
        let reader = try Catalog(path: directory.catalog, mode: .readOnly)
        try writer.record([record(.max, "SELECT 'é' + $1"), record(0, "")])
        #expect(try reader.normalized(fingerprints: [.max, 0, 5]) == [.max: "SELECT 'é' + $1", 0: ""])
        try writer.record([record(5)])
        #expect(try reader.fingerprintCount() == 3)
    }

    @Test func theFileOutlivesItsConnection() throws {
        let directory = TemporaryDirectory()
        do { try Catalog(path: directory.catalog, mode: .readWrite).record([record(1)]) }
        #expect(try Catalog(path: directory.catalog, mode: .readWrite).fingerprintCount() == 1)
    }

    @Test func othersMayNotReadTheFiles() throws {
        let directory = TemporaryDirectory()
        let catalog = try Catalog(path: directory.catalog, mode: .readWrite)
        try catalog.record([record(1)])
        for suffix in ["", "-wal", "-shm"] {
            var status = stat()
            #expect(stat(directory.catalog + suffix, &status) == 0)
            #expect(status.st_mode & 0o007 == 0)
        }
    }

    @Test func aReaderDoesNotWrite() throws {
        let directory = TemporaryDirectory()
        _ = try Catalog(path: directory.catalog, mode: .readWrite)
        let reader = try Catalog(path: directory.catalog, mode: .readOnly)
        #expect(throws: CatalogError.self) { try reader.record([record(1)]) }
    }

    @Test func aMissingFileIsAnErrorForAReader() {
        let directory = TemporaryDirectory()
        let path = directory.catalog
        let error = #expect(throws: CatalogError.self) { try Catalog(path: path, mode: .readOnly) }
        #expect(error?.code == .access)
        #expect(error?.message.contains(path) == true)
    }

    @Test(arguments: [Catalog.Mode.readOnly, .readWrite])
    func aDamagedFileIsRefused(mode: Catalog.Mode) {
        let directory = TemporaryDirectory()
        directory.write(String(repeating: "no database at all ", count: 100))
        let path = directory.catalog
        let error = #expect(throws: CatalogError.self) { try Catalog(path: path, mode: mode) }
        #expect(error?.code == .corrupt)
    }

    @Test func aNewerVersionIsRefused() throws {
        let directory = TemporaryDirectory()
        let path = directory.catalog
        _ = try Catalog(path: path, mode: .readWrite)
        try Database(path: path, isReadOnly: false).run("PRAGMA user_version = 2")
        let error = #expect(throws: CatalogError.self) { try Catalog(path: path, mode: .readWrite) }
        #expect(error?.code == .newerVersion)
    }

    @Test func anSQLiteFileOfAnotherProgramIsRefused() throws {
        let directory = TemporaryDirectory()
        let path = directory.catalog
        try Database(path: path, isReadOnly: false).run("CREATE TABLE songs (title TEXT)")
        let error = #expect(throws: CatalogError.self) { try Catalog(path: path, mode: .readWrite) }
        #expect(error?.code == .corrupt)
    }
}
