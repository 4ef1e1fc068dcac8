/// Why the demonstration ended before its time.
enum DemoFailure: Error, CustomStringConvertible {
    /// A program of PostgreSQL is not where Debian puts it.
    case notInstalled(missing: String)
    /// A step went wrong: which, and what its program said last.
    case failed(step: String, said: String)
    /// The user, or whoever ends processes here, has had enough.
    case interrupted(signal: Int32)

    var description: String {
        switch self {
        case .notInstalled(let missing):
            "the demonstration needs PostgreSQL, Debian's package postgresql: there is no \(missing)"
        case .failed(let step, let said): said.isEmpty ? "\(step) failed" : "\(step) failed:\n\(said)"
        case .interrupted(let signal): "interrupted by signal \(signal)"
        }
    }
}
