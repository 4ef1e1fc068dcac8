import CYaml

/// Why a file is no YAML document that a configuration can be read from.
struct YAMLError: Error, Equatable {
    /// Where libyaml found it, which decides how the place is known.
    enum Kind: Equatable {
        case parser
        /// The bytes themselves are wrong; only their offset is known.
        case reader
    }

    private(set) var kind = Kind.parser
    private(set) var position: Position
    private(set) var message: String
    private var offset = 0

    init(position: Position, message: String) {
        self.position = position
        self.message = message
    }

    /// The error that libyaml's parser stopped at.
    init(_ parser: UnsafePointer<yaml_parser_t>) {
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "not YAML"
        let context = parser.pointee.context.map { String(cString: $0) }
        let mark = parser.pointee.problem_mark
        position = Position(mark)
        message = context.map { "\(problem), \($0)" } ?? problem
        guard parser.pointee.error == YAML_READER_ERROR else { return }
        kind = .reader
        offset = parser.pointee.problem_offset
    }

    /// The error with the place that its offset means in `bytes`.
    func located(in bytes: [UInt8]) -> YAMLError {
        let before = bytes.prefix(offset)
        let lineStart = before.lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
        var located = self
        located.position = Position(
            line: 1 + before.count { $0 == 0x0a },
            column: 1 + before[lineStart...].count { $0 & 0xc0 != 0x80 })
        return located
    }
}
