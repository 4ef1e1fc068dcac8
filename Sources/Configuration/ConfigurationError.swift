/// Everything that is wrong with a configuration, in the order of the file.
public struct ConfigurationError: Error, Sendable, Equatable {
    /// One thing that is wrong.
    public struct Problem: Sendable, Equatable {
        /// Where it stands; nil when it is about the file as a whole.
        public let position: Position?
        /// The key it is about, `proxies[0].listen`; empty for the top level.
        public let path: String
        /// What is wrong, and what would be right.
        public let message: String
        /// The valid key or word nearest to the one that stands there, nil when none is near.
        public let suggestion: String?

        /// A problem at a place of the file.
        public init(position: Position?, path: String, message: String, suggestion: String? = nil) {
            self.position = position
            self.path = path
            self.message = message
            self.suggestion = suggestion
        }
    }

    /// The file as it was named, or where the text came from.
    public let file: String
    /// At least one.
    public let problems: [Problem]

    /// An error about `file`.
    public init(file: String, problems: [Problem]) {
        precondition(!problems.isEmpty, "an error without a problem")
        self.file = file
        self.problems = problems
    }
}

extension ConfigurationError: CustomStringConvertible {
    /// A line a problem: `keddah.yaml:3:5: store.flsh: unknown key; did you mean flush?`.
    public var description: String {
        problems.map { problem in
            var line = file
            if let position = problem.position { line += ":\(position.line):\(position.column)" }
            if !problem.path.isEmpty { line += ": \(problem.path)" }
            line += ": \(problem.message)"
            if let suggestion = problem.suggestion { line += "; did you mean \(suggestion)?" }
            return line
        }.joined(separator: "\n")
    }
}
