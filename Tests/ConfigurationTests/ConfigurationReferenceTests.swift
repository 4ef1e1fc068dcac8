import Glibc
import Testing

@testable import Configuration

@Suite struct ConfigurationReferenceTests {
    private static let root = #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined()

    /// With KEDDAH_WRITE_DOCS set, as `make docs` does, the page is written instead of compared.
    @Test func `The page in docs is the one that the code makes`() throws {
        let path = "\(Self.root)/docs/configuration.md"
        if getenv("KEDDAH_WRITE_DOCS") != nil {
            let text = Configuration.reference
            let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
            try #require(descriptor >= 0)
            #expect(write(descriptor, text, text.utf8.count) == text.utf8.count)
            close(descriptor)
        }
        let file = try TextFile.read(path, limit: 1 << 20)
        let isInStep = String(decoding: file.bytes, as: UTF8.self) == Configuration.reference
        #expect(isInStep, "run make docs")
    }

    @Test func `Every key of every section is in it`() {
        let reference = Configuration.reference
        func check(_ keys: [KeyDescription]) {
            for key in keys {
                #expect(reference.contains("| `\(key.name)` | \(key.type) |"), "\(key.name)")
                check(key.keys)
            }
        }
        check(Configuration.schema.descriptions)
        #expect(reference.contains("| `flush` | duration | `1s` | reload |"))
        #expect(reference.contains("| `name` | name | required | start |"))
    }

    @Test(arguments: ["keddah.yaml", "container.yaml"])
    func `The packaged configurations are valid`(name: String) throws {
        let loaded = try Configuration.load("\(Self.root)/packaging/\(name)")
        #expect(loaded.configuration.store.path == "/var/lib/keddah")
        #expect(loaded.unbuiltSections.isEmpty)
    }
}
