import Testing

@testable import Configuration

@Suite struct LoadedConfigurationTests {
    private let folder = TemporaryFolder()

    @Test func `The first file that is there is read`() throws {
        let second = folder.write("sensor: second", to: "second.yaml")
        let paths = ["\(folder.path)/first.yaml", second]
        #expect(try Configuration.load(nil, searching: paths).configuration.sensor == "second")
        let first = folder.write("sensor: first", to: "first.yaml")
        #expect(try Configuration.load(nil, searching: paths).file == first)
        #expect(try Configuration.load(second, searching: paths).configuration.sensor == "second")
    }

    @Test func `Without a file every value is its default`() throws {
        let loaded = try Configuration.load(nil, searching: ["\(folder.path)/none.yaml"])
        #expect(loaded == LoadedConfiguration(configuration: Configuration(), file: nil, unbuiltSections: []))
        #expect(loaded.configuration.proxies.map(\.listen) == [[.tcp(host: "localhost", port: 1337)]])
        #expect(loaded.configuration.proxies[0].upstream == .tcp(host: "localhost", port: 5432))
        #expect(loaded.configuration.store.path == "./keddah-data")
    }

    @Test func `A file that was named has to be there`() {
        let missing = "\(folder.path)/none.yaml"
        let error = #expect(throws: ConfigurationError.self) { try Configuration.load(missing) }
        #expect(error?.description == "\(missing): No such file or directory")
    }

    @Test func `A file that cannot be read is not passed over`() {
        let error = #expect(throws: ConfigurationError.self) {
            try Configuration.load(nil, searching: [folder.path, "\(folder.path)/none.yaml"])
        }
        #expect(error?.description == "\(folder.path): Is a directory")
    }

    @Test func `Relative paths start from the file's folder`() throws {
        let named = folder.write("store: {path: data}\nlogging: {destination: ./k.log}\n", to: "named.yaml")
        let configuration = try Configuration.load(named).configuration
        #expect(configuration.store.path == "\(folder.path)/data")
        #expect(configuration.logging.destination == .file(path: "\(folder.path)/k.log"))
        let bare = folder.write("", to: "bare.yaml")
        #expect(try Configuration.load(bare).configuration.store.path == "\(folder.path)/keddah-data")
        let absolute = folder.write("store: {path: /var/lib/keddah}", to: "absolute.yaml")
        #expect(try Configuration.load(absolute).configuration.store.path == "/var/lib/keddah")
    }

    @Test func `Sections that are not built yet are named`() throws {
        let text = """
            detection: {}
            proxies:
              - {name: a, listen: "*:1", upstream: b, on: {decoy: alert}}
            fleet:
            """
        #expect(
            try Configuration.parse(text).unbuiltSections == [
                "detection", "proxies[0].on", "fleet",
            ])
    }
}
