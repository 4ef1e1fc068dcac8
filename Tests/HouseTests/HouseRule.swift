import Testing

/// A place where a rule is broken.
struct Violation: Equatable, CustomStringConvertible {
    let path: String
    let line: Int
    let message: String

    var description: String { "\(path):\(line): \(message)" }
}

/// A rule over one file at a time.
struct HouseRule: Sendable, CustomTestStringConvertible {
    let name: String
    /// The lines, counted from one, that break it, and how.
    let check: @Sendable (SourceFile) -> [(line: Int, message: String)]
    /// A file that breaks it in its last line but one, so that the rule is seen to work.
    let badExample: SourceFile

    var testDescription: String { name }

    func violations(in file: SourceFile) -> [Violation] {
        check(file).map { Violation(path: file.path, line: $0.line, message: $0.message) }
    }
}

extension HouseRule {
    /// A rule about single lines.
    static func line(
        _ name: String, in files: @escaping @Sendable (SourceFile) -> Bool, bad: (path: String, text: String),
        isBroken: @escaping @Sendable (_ line: String, _ code: String) -> Bool
    ) -> HouseRule {
        HouseRule(
            name: name,
            check: { file in
                guard files(file) else { return [] }
                return zip(file.lines, file.code).enumerated().compactMap { number, line in
                    isBroken(line.0, line.1) ? (number + 1, name) : nil
                }
            },
            badExample: SourceFile(path: bad.path, text: bad.text))
    }
}

/// The words of a line of code: runs of letters, digits and underscores.
func words(_ code: String) -> [Substring] {
    code.utf8.split { byte in !isWord(byte) }.map { Substring($0) }
}

private func isWord(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte) || byte == 0x5f
        || byte >= 0x80
}
