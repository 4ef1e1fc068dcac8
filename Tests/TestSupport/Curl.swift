/// Makes requests with the program curl, as users do.
package enum Curl {
    /// What curl got: the status code, the header as it came, and the body.
    package struct Answer: Sendable {
        package let status: Int
        package let header: String
        package let body: String
    }

    /// Runs curl with arguments.
    /// - Throws: `Unavailable` when it got no answer.
    package static func get(_ arguments: String..., input: String? = nil) throws -> Answer {
        try run(arguments, input: input)
    }

    /// Runs curl with arguments.
    package static func run(_ arguments: [String], input: String? = nil) throws -> Answer {
        let result = try ChildProcess.run(
            ["curl", "-sS", "-i", "--noproxy", "*", "--max-time", "20"] + arguments, input: input)
        guard result.status == 0 else { throw Unavailable("curl \(arguments): \(result.errors)") }
        var rest = result.output[...]
        var header = ""
        // An interim answer such as 100 stands before the real one.
        repeat {
            guard let end = rest.range(of: "\r\n\r\n") else { throw Unavailable("no header: \(result.output)") }
            header = String(rest[..<end.lowerBound])
            rest = rest[end.upperBound...]
        } while header.split(separator: " ").dropFirst().first?.hasPrefix("1") == true
        let status = header.split(separator: " ").dropFirst().first.flatMap { Int($0.prefix(3)) } ?? 0
        return Answer(status: status, header: header, body: String(rest))
    }
}

extension StringProtocol {
    /// The first place of a text, as characters.
    fileprivate func range(of text: String) -> Range<Index>? {
        let wanted = Array(text.unicodeScalars)
        let view = unicodeScalars
        var start = view.startIndex
        while start != view.endIndex {
            if view[start...].starts(with: wanted) {
                return start..<view.index(start, offsetBy: wanted.count)
            }
            start = view.index(after: start)
        }
        return nil
    }
}
