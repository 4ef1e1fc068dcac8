/// What a command tells the shell, with the numbers of `sysexits.h` where it has one.
public struct ExitStatus: RawRepresentable, Sendable, Hashable {
    /// The number that the process ends with.
    public let rawValue: Int32

    /// A status by its number.
    public init(rawValue: Int32) { self.rawValue = rawValue }

    /// It worked.
    public static let success = ExitStatus(rawValue: 0)
    /// It did not work, for a reason that was said.
    public static let failure = ExitStatus(rawValue: 1)
    /// The command line was wrong (EX_USAGE).
    public static let usage = ExitStatus(rawValue: 64)
    /// The configuration was wrong (EX_CONFIG).
    public static let configuration = ExitStatus(rawValue: 78)
}
