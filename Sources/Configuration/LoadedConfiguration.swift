import Glibc

/// A configuration, and what is to be known about its file.
public struct LoadedConfiguration: Sendable, Equatable {
    /// What it says.
    public let configuration: Configuration
    /// The file it was read from, nil when there was none and every value is its default.
    public let file: String?
    /// The keys that were given although their feature does not exist yet: `decoys`, `proxies[0].tls`.
    public let unbuiltSections: [String]
}

extension Configuration {
    /// The files that are looked for when none is named, in this order.
    public static let searchPaths = ["./keddah.yaml", "/etc/keddah/keddah.yaml"]

    /// Reads the file named, else the first of `searchPaths` that exists, else nothing, which leaves the defaults.
    public static func load(_ file: String? = nil) throws(ConfigurationError) -> LoadedConfiguration {
        try load(file, searching: searchPaths)
    }

    static func load(_ file: String?, searching paths: [String]) throws(ConfigurationError) -> LoadedConfiguration {
        for path in file.map({ [$0] }) ?? paths {
            let text: TextFile
            do throws(TextFile.Failure) {
                text = try TextFile.read(path, limit: YAMLParser.longestDocument)
            } catch {
                // A file that is there and cannot be read must not be passed over for the next one.
                if file == nil, error.code == ENOENT { continue }
                throw ConfigurationError(
                    file: path, problems: [.init(position: nil, path: "", message: error.reason)])
            }
            return try parse(text, path: path)
        }
        return LoadedConfiguration(configuration: Configuration(), file: nil, unbuiltSections: [])
    }

    /// Reads the text of a configuration. `file` is what errors call it; relative paths start from `directory`, or from
    /// the working directory when that is empty.
    public static func parse(
        _ text: some StringProtocol, file: String = "configuration", directory: String = ""
    ) throws(ConfigurationError) -> LoadedConfiguration {
        let origin = ConfigurationOrigin(file: file, directory: directory, isReadableByOthers: false)
        return try parse(Array(text.utf8), origin, file: nil)
    }

    private static func parse(_ file: TextFile, path: String) throws(ConfigurationError) -> LoadedConfiguration {
        let slash = path.lastIndex(of: "/")
        let directory = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? ""
        let origin = ConfigurationOrigin(
            file: path, directory: directory == "." ? "" : directory, isReadableByOthers: file.isReadableByOthers)
        return try parse(file.bytes, origin, file: path)
    }

    private static func parse(
        _ bytes: [UInt8], _ origin: ConfigurationOrigin, file: String?
    ) throws(ConfigurationError) -> LoadedConfiguration {
        let root: YAMLNode
        do throws(YAMLError) {
            root = try YAMLParser.parse(bytes) ?? YAMLNode(content: .mapping([]), position: .start)
        } catch {
            let problem = ConfigurationError.Problem(position: error.position, path: "", message: error.message)
            throw ConfigurationError(file: origin.file, problems: [problem])
        }
        var reader = ConfigurationReader(origin: origin)
        let read = schema.read(root, &reader)
        reader.reportOverlappingListeners()
        guard var configuration = read, reader.problems.isEmpty else {
            throw ConfigurationError(file: origin.file, problems: reader.sortedProblems)
        }
        // A path that was given has its folder already; only the default can still be as it was.
        if configuration.store.path == StoreSettings().path {
            configuration.store.path = origin.resolve(configuration.store.path)
        }
        return LoadedConfiguration(
            configuration: configuration, file: file, unbuiltSections: reader.unbuiltSections)
    }
}
