/// Where the text of a configuration comes from, as far as its meaning depends on it.
struct ConfigurationOrigin: Sendable {
    /// The name that errors use.
    let file: String
    /// The folder that relative paths start from; empty for the working directory.
    let directory: String
    /// Whether others than the owner may read the file, so that it must not hold secrets.
    let isReadableByOthers: Bool

    /// `path` as it is to be opened.
    func resolve(_ path: String) -> String {
        guard !path.hasPrefix("/"), !directory.isEmpty else { return path }
        let relative = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
        return directory.hasSuffix("/") ? directory + relative : "\(directory)/\(relative)"
    }
}

/// What reading a configuration gathers beside its values: what is wrong, and what whoever reads it has to know.
struct ConfigurationReader {
    /// A listening address and where it was asked for.
    struct Listener {
        let endpoint: Endpoint
        let position: Position
        let path: String
    }

    let origin: ConfigurationOrigin
    private(set) var problems: [ConfigurationError.Problem] = []
    /// The keys given whose feature does not exist yet.
    private(set) var unbuiltSections: [String] = []
    private(set) var listeners: [Listener] = []
    private var path: [String] = []

    init(origin: ConfigurationOrigin) { self.origin = origin }

    /// The path of the value being read: `proxies[0].listen`.
    var currentPath: String {
        path.reduce(into: "") { text, step in
            text += text.isEmpty || step.hasPrefix("[") ? step : ".\(step)"
        }
    }

    /// What is wrong, in the order of the file; what is about no place comes last.
    var sortedProblems: [ConfigurationError.Problem] {
        problems.enumerated().sorted { a, b in
            let places = [a, b].map { problem in
                problem.element.position.map { ($0.line, $0.column, problem.offset) } ?? (.max, .max, problem.offset)
            }
            return places[0] < places[1]
        }.map(\.element)
    }

    /// Notes that something is wrong with the value being read.
    mutating func report(_ position: Position?, _ message: String, suggestion: String? = nil) {
        problems.append(.init(position: position, path: currentPath, message: message, suggestion: suggestion))
    }

    /// Notes that `node` should have been something else.
    mutating func report(_ node: YAMLNode, expected: String) {
        report(node.position, "expected \(expected), found \(node.kind)")
    }

    /// Reads a member or an item: what is reported meanwhile is about it.
    mutating func within<Result>(_ step: String, _ body: (inout ConfigurationReader) -> Result) -> Result {
        path.append(step)
        defer { path.removeLast() }
        return body(&self)
    }

    /// Notes that the feature of the value being read does not exist yet.
    mutating func noteUnbuilt() { unbuiltSections.append(currentPath) }

    /// Notes an address to listen on, to be held against all others at the end.
    mutating func noteListener(_ endpoint: Endpoint, at position: Position) {
        listeners.append(Listener(endpoint: endpoint, position: position, path: currentPath))
    }

    /// Reports each address that another one of the file takes already.
    mutating func reportOverlappingListeners() {
        for (index, later) in listeners.enumerated() {
            let taken = listeners[..<index].first { $0.endpoint.overlaps(later.endpoint) }
            guard let taken else { continue }
            problems.append(
                .init(
                    position: later.position, path: later.path,
                    message: "\(later.endpoint) is taken by \(taken.path) (\(taken.endpoint)) in line "
                        + "\(taken.position.line)"))
        }
    }
}
