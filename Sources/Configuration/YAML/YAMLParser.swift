import CYaml

/// Reads one YAML document into nodes with libyaml. Anchors, aliases and tags are refused: a configuration needs none,
/// and aliases make small files huge.
struct YAMLParser: ~Copyable {
    /// How deep sections and lists may nest.
    static let deepestNesting = 32
    /// The most bytes of a document.
    static let longestDocument = 1 << 20

    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private var nesting = 0

    /// The document in `bytes`; nil when it holds nothing but white space and comments.
    static func parse(_ bytes: [UInt8]) throws(YAMLError) -> YAMLNode? {
        guard bytes.count <= longestDocument else {
            throw YAMLError(position: .start, message: "the file is larger than 1 MB")
        }
        var parser = YAMLParser()
        return try parser.read(bytes)
    }

    private init() {
        parser = .allocate(capacity: 1)
        precondition(yaml_parser_initialize(parser) == 1, "libyaml has no memory")
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    private mutating func read(_ bytes: [UInt8]) throws(YAMLError) -> YAMLNode? {
        // libyaml keeps the pointer, so the whole of the reading happens within the borrow of the bytes.
        let result = bytes.withUnsafeBufferPointer { input -> Result<YAMLNode?, YAMLError> in
            yaml_parser_set_input_string(parser, input.baseAddress, input.count)
            do throws(YAMLError) {
                return .success(try readStream())
            } catch {
                return .failure(error.kind == .reader ? error.located(in: bytes) : error)
            }
        }
        return try result.get()
    }

    private mutating func readStream() throws(YAMLError) -> YAMLNode? {
        _ = try next()
        guard try next().type == YAML_DOCUMENT_START_EVENT else { return nil }
        let root = try node(try next())
        _ = try next()
        let after = try next()
        guard after.type == YAML_STREAM_END_EVENT else {
            throw YAMLError(position: after.position, message: "a second document; a configuration is one document")
        }
        return root
    }

    private mutating func node(_ event: YAMLEvent) throws(YAMLError) -> YAMLNode {
        if let refusal = event.refusal { throw YAMLError(position: event.position, message: refusal) }
        switch event.type {
        case YAML_SEQUENCE_START_EVENT: return YAMLNode(content: try sequence(event), position: event.position)
        case YAML_MAPPING_START_EVENT: return YAMLNode(content: try mapping(event), position: event.position)
        default:
            return YAMLNode(content: event.isPlain ? .plain(event.text) : .quoted(event.text), position: event.position)
        }
    }

    private mutating func sequence(_ start: YAMLEvent) throws(YAMLError) -> YAMLNode.Content {
        try enter(start)
        var items: [YAMLNode] = []
        while true {
            let event = try next()
            if event.type == YAML_SEQUENCE_END_EVENT { break }
            items.append(try node(event))
        }
        nesting -= 1
        return .sequence(items)
    }

    private mutating func mapping(_ start: YAMLEvent) throws(YAMLError) -> YAMLNode.Content {
        try enter(start)
        var entries: [YAMLEntry] = []
        while true {
            let event = try next()
            if event.type == YAML_MAPPING_END_EVENT { break }
            guard event.type == YAML_SCALAR_EVENT, event.refusal == nil else {
                throw YAMLError(position: event.position, message: "a key has to be a plain word")
            }
            entries.append(YAMLEntry(key: event.text, position: event.position, value: try node(try next())))
        }
        nesting -= 1
        return .mapping(entries)
    }

    private mutating func enter(_ start: YAMLEvent) throws(YAMLError) {
        nesting += 1
        guard nesting <= Self.deepestNesting else {
            throw YAMLError(position: start.position, message: "nested more than \(Self.deepestNesting) deep")
        }
    }

    private func next() throws(YAMLError) -> YAMLEvent {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw YAMLError(parser) }
        defer { yaml_event_delete(&event) }
        return YAMLEvent(event)
    }
}
